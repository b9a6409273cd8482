"""Counts of replies and of look-ups."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer_count",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "day", "language", "outcome", "topic", name=op.f("pk_answer_count")
        ),
    )
    op.create_table(
        "lookup_count",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("nis", sa.String(length=5), nullable=False),
        sa.Column("service_type", sa.String(length=20), nullable=False),
        sa.Column("found", sa.Boolean(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "day", "nis", "service_type", "found", name=op.f("pk_lookup_count")
        ),
    )


def downgrade() -> None:
    op.drop_table("lookup_count")
    op.drop_table("answer_count")
