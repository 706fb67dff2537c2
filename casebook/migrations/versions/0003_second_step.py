"""second step"""

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "account_link",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("person_uid", sa.String(length=36), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_uid"], ["person.uid"], name=op.f("fk_account_link_person_uid")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_link_token_hash")),
        sa.UniqueConstraint("uid", name=op.f("uq_account_link_uid")),
    )
    with op.batch_alter_table("account_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_link_person_uid"), ["person_uid"], unique=False)

    op.create_table(
        "factor_removal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("person_uid", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["person_uid"], ["person.uid"], name=op.f("fk_factor_removal_person_uid")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor_removal")),
        sa.UniqueConstraint("uid", name=op.f("uq_factor_removal_uid")),
    )
    with op.batch_alter_table("factor_removal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_factor_removal_person_uid"), ["person_uid"], unique=False)

    op.create_table(
        "known_device",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("person_uid", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_uid"], ["person.uid"], name=op.f("fk_known_device_person_uid")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_device")),
        sa.UniqueConstraint("person_uid", "token_hash", name=op.f("uq_known_device_person_uid_token_hash")),
        sa.UniqueConstraint("uid", name=op.f("uq_known_device_uid")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_uid", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=200), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_uid"], ["person.uid"], name=op.f("fk_recovery_code_person_uid")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("person_uid", "number", name=op.f("uq_recovery_code_person_uid_number")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_person_uid"), ["person_uid"], unique=False)

    op.create_table(
        "second_factor",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_uid", sa.String(length=36), nullable=False),
        sa.Column("sealed", sa.LargeBinary(length=200), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("set_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_uid"], ["person.uid"], name=op.f("fk_second_factor_person_uid")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factor")),
        sa.UniqueConstraint("person_uid", name=op.f("uq_second_factor_person_uid")),
    )
    with op.batch_alter_table("open_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("two_step", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("device", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("posts", sa.String(length=64), nullable=True))


def downgrade():
    with op.batch_alter_table("open_session", schema=None) as batch_op:
        batch_op.drop_column("posts")
        batch_op.drop_column("device")
        batch_op.drop_column("two_step")

    op.drop_table("second_factor")
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_code_person_uid"))

    op.drop_table("recovery_code")
    op.drop_table("known_device")
    with op.batch_alter_table("factor_removal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_factor_removal_person_uid"))

    op.drop_table("factor_removal")
    with op.batch_alter_table("account_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_link_person_uid"))

    op.drop_table("account_link")
