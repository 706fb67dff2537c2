"""search"""

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "search_text",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_uid", sa.String(length=36), nullable=False),
        sa.Column("scope", sa.String(length=36), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_uid"], ["case_file.uid"], name=op.f("fk_search_text_case_uid")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_text")),
        sa.UniqueConstraint("case_uid", "scope", name=op.f("uq_search_text_case_uid_scope")),
    )


def downgrade():
    # The search table of SQLite hangs on the one that goes; it is made anew with it.
    op.execute("DROP TABLE IF EXISTS search_index")
    op.drop_table("search_text")
