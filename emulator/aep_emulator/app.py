"""The composition root: the one place where everything is put together."""

from __future__ import annotations

from flask import Flask

from aep_emulator.admin import clock_routes
from aep_emulator.admin import routes as admin
from aep_emulator.clock import AdjustableClock, Clock
from aep_emulator.dataflow.context import RunContext
from aep_emulator.dataflow.engine import DataflowEngine
from aep_emulator.gateway.errors import ApiError, ErrorContext
from aep_emulator.gateway.gateway import Gateway, plain_error
from aep_emulator.gateway.mounts import Mount, MountTable
from aep_emulator.gateway.operations import DocumentedOperations
from aep_emulator.gateway.request_log import make_request_log
from aep_emulator.gateway.rules import MatchedRule
from aep_emulator.gateway.scope import Scope
from aep_emulator.ids import Ids
from aep_emulator.lake.base import DATA
from aep_emulator.lake.directory import DirectoryLake
from aep_emulator.lake.memory import MemoryLake
from aep_emulator.later import later
from aep_emulator.services import (
    catalog,
    data_access,
    data_prep,
    flow_service,
    ims,
    ingestion,
    observability,
    sandbox_tooling,
    sandboxes,
    schema_registry,
    streaming,
)
from aep_emulator.settings import Settings
from aep_emulator.sources import Sources
from aep_emulator.store.memory import MemoryStore


def create_app(settings: Settings | None = None, *, clock: Clock | None = None, log_requests: bool = False) -> Flask:
    """The emulator as a WSGI application, empty and ready for requests.

    In-process use needs nothing else: `create_app().test_client()`. `log_requests` writes a line per request.
    Raises ValueError for a `data` or `lake` folder, an `xdm` source or a `credentials` file that cannot be used.
    """
    settings = settings or Settings()
    clock = AdjustableClock(clock)
    ids = Ids(settings.seed)
    store = MemoryStore(clock, ids)
    lake = MemoryLake() if settings.lake is None else DirectoryLake(settings.lake)
    sources = Sources(seed=settings.seed or 0, rows=settings.rows, data=settings.data)

    if settings.credentials is not None and settings.auth != "strict":
        raise ValueError("credentials: they are checked in strict mode only; add --auth strict.")
    known_clients = None if settings.credentials is None else ims.read_credentials(settings.credentials)
    ims_service = ims.Ims(clock, known_clients)
    sandbox_service = sandboxes.Sandboxes(store, clock, ids, settings.sandbox_wait)
    registry = schema_registry.SchemaRegistry(store, clock, ids, schema_registry.open_library(settings.xdm))
    catalog_service = catalog.Catalog(store, clock, ids, registry)
    prep = data_prep.DataPrep(store, clock, ids, registry)
    access = data_access.DataAccess(lake, catalog_service, clock)
    limits = ingestion.IngestionLimits.of(settings)
    ingest = ingestion.Ingestion(catalog_service, registry, lake, clock, limits)
    flows = flow_service.FlowService(store, clock, ids, datasets=catalog_service, mapping_sets=prep, sources=sources)
    engine = DataflowEngine(RunContext(store, clock, ids, flows, catalog_service, registry, prep, sources, lake), clock)
    flows.flows.on_change(engine.flow_changed)
    flows.runs.on_demand(engine.start_run)
    strict = settings.auth == "strict"
    token_owners = ims_service if strict else None
    inlets = flows.connections.inlets
    tooling = later(
        lambda: sandbox_tooling.SandboxTooling(
            store,
            clock,
            ids,
            sandboxes=sandbox_service,
            registry=registry,
            catalog=catalog_service,
            data_prep=prep,
            flow_service=flows,
        )
    )
    stream = streaming.Streaming(inlets, catalog_service, registry, prep, lake, clock, token_owners)
    insights = later(lambda: observability.Observability(catalog_service, stream.traffic, lake, clock))

    registry.ask_for_used_schemas(
        lambda scope: {
            dataset["schemaRef"]["id"] for dataset in catalog_service.all_datasets(scope) if "schemaRef" in dataset
        }
    )
    catalog_service.count_files_with(lambda world, batch_id: len(lake.files(world, batch_id, DATA)))
    gate = ims.PlatformGate(sandbox_service, settings.tenant, ims_service, strict=strict)

    def empty(world: str) -> None:
        planned = [record.id for record in store.list(world, flows.flows.kind).records]
        with stream.emptied(world):
            store.drop_world(world)
            lake.drop_world(world)
        gate.forget()
        for flow_id in planned:
            # The engine looks for the flow, finds none, and cancels its next run.
            engine.flow_changed(Scope("", settings.tenant, world, "", "", "", ""), flow_id, None)

    sandbox_service.on_emptied(empty)

    def reset(seed: int | None) -> None:
        engine.reset()
        ingest.reset()
        with stream.emptied():
            store.reset()
            lake.reset()
            gate.forget()
            ims_service.revoke_all()
            ids.reset(settings.seed if seed is None else seed)

    def move_clock(target_ms: int) -> int:
        stream.flush()
        return engine.move_clock(target_ms)

    foundation = "/data/foundation"
    mounts = MountTable(
        [
            Mount("/ims", ims.routes.blueprint(ims_service), ims.errors.render, gated=False),
            Mount(
                f"{foundation}/sandbox-management",
                sandboxes.routes.blueprint(sandbox_service),
                sandboxes.errors.render,
            ),
            Mount(f"{foundation}/exim", sandbox_tooling.routes.blueprint(tooling), sandbox_tooling.errors.render),
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
            Mount(
                f"{foundation}/connectors",
                flow_service.connectors_routes.blueprint(flows.landing_zone, flows.encryption_keys),
                flow_service.errors.render,
            ),
            Mount(
                "/data/infrastructure/observability/insights",
                observability.routes.blueprint(insights),
                observability.errors.render,
                statuses=observability.errors.STATUSES,
            ),
            Mount("/collection", streaming.routes.blueprint(stream), streaming.errors.render, gated=False),
            # What Adobe has under /data and we have not: gated all the same, and 501 or 404.
            Mount("/data", admin.empty_blueprint("other"), _render_plain),
        ]
    )

    app = Flask(__name__, static_folder=None)
    app.url_rule_class = MatchedRule
    app.url_map.merge_slashes = False
    for mount in mounts.mounts:
        app.register_blueprint(mount.blueprint, url_prefix=mount.prefix)
    app.register_blueprint(admin.blueprint(mounts, reset))
    app.register_blueprint(clock_routes.blueprint(clock, move_clock))
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
