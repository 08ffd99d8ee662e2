"""The composition root: the one place where everything is put together."""

from __future__ import annotations

from flask import Flask

from aep_emulator.admin import routes as admin
from aep_emulator.clock import Clock, SystemClock
from aep_emulator.dataflow.engine import DataflowEngine
from aep_emulator.dataflow.run import RunContext
from aep_emulator.dataflow.sources import Sources
from aep_emulator.gateway.auth import Gate
from aep_emulator.gateway.errors import ApiError, ErrorContext
from aep_emulator.gateway.gateway import Gateway, plain_error
from aep_emulator.gateway.mounts import Mount, MountTable
from aep_emulator.gateway.operations import DocumentedOperations
from aep_emulator.gateway.request_log import make_request_log
from aep_emulator.ids import Ids
from aep_emulator.lake.memory import MemoryLake
from aep_emulator.services import (
    catalog,
    data_access,
    data_prep,
    flow_service,
    ims,
    ingestion,
    sandboxes,
    schema_registry,
)
from aep_emulator.settings import Settings
from aep_emulator.store.memory import MemoryStore


def create_app(settings: Settings | None = None, *, clock: Clock | None = None, log_requests: bool = False) -> Flask:
    """The emulator as a WSGI application, empty and ready for requests.

    In-process use needs nothing else: `create_app().test_client()`. `log_requests` writes a line per request.
    Raises ValueError for a `data` folder that cannot be used.
    """
    settings = settings or Settings()
    clock = clock or SystemClock()
    ids = Ids(settings.seed)
    store = MemoryStore(clock, ids)
    lake = MemoryLake()
    sources = Sources(seed=settings.seed or 0, rows=settings.rows, data=settings.data)

    ims_service = ims.Ims(clock)
    sandbox_service = sandboxes.Sandboxes(store, clock, ids)
    registry = schema_registry.SchemaRegistry(store, clock, ids)
    catalog_service = catalog.Catalog(store, clock, ids, registry)
    prep = data_prep.DataPrep(store, clock, ids, registry)
    access = data_access.DataAccess(lake, catalog_service)
    ingest = ingestion.Ingestion(catalog_service)
    flows = flow_service.FlowService(store, clock, ids, datasets=catalog_service, mapping_sets=prep, tables=sources)
    engine = DataflowEngine(RunContext(clock, ids, flows, catalog_service, registry, prep, sources, lake), clock)
    flows.flows.on_change(engine.flow_changed)

    gate = Gate(sandbox_service, settings.tenant, ims_service.is_valid if settings.auth == "strict" else None)

    def reset(seed: int | None) -> None:
        engine.reset()
        store.reset()
        lake.reset()
        gate.forget()
        ims_service.revoke_all()
        ids.reset(settings.seed if seed is None else seed)

    foundation = "/data/foundation"
    mounts = MountTable(
        [
            Mount("/ims", ims.routes.blueprint(ims_service), ims.errors.render, gated=False),
            Mount(
                f"{foundation}/sandbox-management",
                sandboxes.routes.blueprint(sandbox_service),
                sandboxes.errors.render,
            ),
            Mount(
                f"{foundation}/schemaregistry",
                schema_registry.routes.blueprint(registry),
                schema_registry.errors.render,
            ),
            Mount(f"{foundation}/catalog", catalog.routes.blueprint(catalog_service), catalog.errors.render),
            Mount(f"{foundation}/import", ingestion.routes.blueprint(ingest), ingestion.errors.render),
            Mount(f"{foundation}/export", data_access.routes.blueprint(access), data_access.errors.render),
            Mount(f"{foundation}/conversion", data_prep.routes.blueprint(prep), data_prep.errors.render),
            Mount(
                f"{foundation}/flowservice",
                flow_service.routes.blueprint(flows),
                flow_service.errors.render,
                sandbox_required=True,
            ),
            # What Adobe has under /data and we have not: gated all the same, and 501 or 404.
            Mount("/data", admin.empty_blueprint("other"), _render_plain),
        ]
    )

    app = Flask(__name__, static_folder=None)
    app.url_map.merge_slashes = False
    for mount in mounts.mounts:
        app.register_blueprint(mount.blueprint, url_prefix=mount.prefix)
    app.register_blueprint(admin.blueprint(mounts, reset))
    Gateway(
        settings,
        mounts,
        gate,
        clock,
        DocumentedOperations(),
        make_request_log(settings.log_format) if log_requests else None,
    ).install(app)
    return app


def _render_plain(error: ApiError, _context: ErrorContext) -> dict[str, object]:
    return plain_error(error)
