"""reveal by field"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():

    op.create_table(
        "break_glass",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("case_uid", sa.String(length=36), nullable=False),
        sa.Column("opened_by", sa.String(length=36), nullable=False),
        sa.Column("second_uid", sa.String(length=36), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_uid"], ["case_file.uid"], name=op.f("fk_break_glass_case_uid")),
        sa.ForeignKeyConstraint(["opened_by"], ["person.uid"], name=op.f("fk_break_glass_opened_by")),
        sa.ForeignKeyConstraint(["second_uid"], ["person.uid"], name=op.f("fk_break_glass_second_uid")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break_glass")),
        sa.UniqueConstraint("uid", name=op.f("uq_break_glass_uid")),
    )
    with op.batch_alter_table("break_glass", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_break_glass_opened_by"), ["opened_by"], unique=False)

    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confidential", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():

    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.drop_column("renewed_at")

    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.drop_column("confidential")

    with op.batch_alter_table("break_glass", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_break_glass_opened_by"))

    op.drop_table("break_glass")
