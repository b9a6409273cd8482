"""Of which day what is known of the charter is."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The table mirrors charter.csv. Its rows have no day yet: they are read from the file again.
    op.execute("DELETE FROM charter_signatory")
    op.execute("DELETE FROM data_import WHERE file = 'charter.csv'")
    with op.batch_alter_table("charter_signatory") as batch_op:
        batch_op.add_column(sa.Column("checked_date", sa.Date(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("charter_signatory") as batch_op:
        batch_op.drop_column("checked_date")
