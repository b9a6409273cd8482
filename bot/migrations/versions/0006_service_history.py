"""History of services; the imports of data files become a log that knows who imported."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_IMPORTS = sa.table(
    "data_import",
    sa.column("file", sa.String()),
    sa.column("sha256", sa.String()),
    sa.column("imported_at", sa.DateTime()),
    sa.column("origin", sa.String()),
)


def upgrade() -> None:
    # The primary key changes: the few rows are read, and written again into a new table.
    held = op.get_bind().execute(sa.select(*list(_IMPORTS.c)[:3])).mappings().all()
    op.drop_table("data_import")
    op.create_table(
        "data_import",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("file", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_import")),
    )
    op.bulk_insert(_IMPORTS, [dict(row) | {"origin": "shipped"} for row in held])
    op.create_table(
        "service_history",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("service_id", sa.String(length=100), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("file", sa.String(length=255), nullable=False),
        sa.Column("change", sa.String(length=10), nullable=False),
        sa.Column("field", sa.String(length=30), nullable=True),
        sa.Column("old", sa.String(), nullable=True),
        sa.Column("new", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_service_history_service_id_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_history")),
    )
    with op.batch_alter_table("service_history", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_service_history_service_id"), ["service_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("service_history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_history_service_id"))
    op.drop_table("service_history")
    # Of each shipped file the newest state; imports by hand were unknown before.
    shipped = sa.select(*list(_IMPORTS.c)[:3]).where(_IMPORTS.c.origin != "admin")
    ordered = shipped.order_by(_IMPORTS.c.imported_at)
    held = {row["file"]: dict(row) for row in op.get_bind().execute(ordered).mappings()}
    op.drop_table("data_import")
    op.create_table(
        "data_import",
        sa.Column("file", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("file", name=op.f("pk_data_import")),
    )
    op.bulk_insert(_IMPORTS, list(held.values()))
