//! How this server stands, for whoever runs it: what it promises, which dialects it speaks, what he should mend.

use std::sync::Arc;

use axum::routing::get;
use axum::{Json, Router};
use bronya_dialects::Spoken;
use bronya_gate::Gate;
use serde_json::{Value, json};

/// What a confirmed booking survives, by the engine's name.
pub fn promise(engine: &str) -> &'static str {
    match engine {
        "sqlite" => "A confirmed booking survives a crash and a power cut of this one machine",
        "postgres" => {
            "A confirmed booking survives what the PostgreSQL server and its standbys are set to survive"
        }
        other => unreachable!("an engine called {other}"),
    }
}

/// The page for machines.
pub fn router(gate: &Gate, spoken: &[Spoken], warnings: &[String]) -> Router {
    let engine = gate.desk().engine_name();
    let dialects: Vec<Value> = spoken
        .iter()
        .map(|one| {
            let path = format!("/dialects/{}/", one.name);
            json!({ "name": one.name, "dialect": one.dialect.name(), "path": path })
        })
        .collect();
    let status = Arc::new(json!({
        "version": env!("CARGO_PKG_VERSION"),
        "engine": engine,
        "promise": promise(engine),
        "dialects": dialects,
        "warnings": warnings,
    }));
    Router::new().route(
        "/status",
        get(move || async move { Json((*status).clone()) }),
    )
}
