//! The page on which guests of a venue book: one screen for tables, rooms and people's time.
//!
//! `look` is what the address says, `offered` what of the venue it means, `found` the times that the desk has. `bar`, `strip` and
//! `times` show them, `opened` and `form` what was pressed. `sent` and `deeds` are about keeping a time and booking it.

mod bar;
mod deeds;
mod form;
mod found;
mod look;
mod offered;
mod opened;
mod place;
mod screen;
mod seen;
mod sent;
mod strip;
mod times;

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use axum::routing::get;
use bronya_desk::channels::PAGES;
use bronya_domain::catalog::Catalog;
use bronya_gate::{Denial, Gate, texts};

use crate::asked::{Form, Visitor};
use crate::page::Page;
use deeds::Sender;
use look::Look;
use screen::Asked;
use seen::Seen;
use sent::Sent;

/// A venue's name, as an address has it.
type Named = Result<Path<String>, PathRejection>;

/// The page of each venue, right below the root.
pub(crate) fn routes() -> Router<Gate> {
    Router::new().route("/{venue}", get(show).post(send))
}

/// Whether a path is one that a venue could have: other addresses of one part belong to somebody else.
pub(crate) fn could_be(path: &str) -> bool {
    let name = path.strip_prefix('/');
    name.is_some_and(|name| texts::slug(name, &()).is_ok())
}

async fn venue(gate: &Gate, named: Named) -> Result<Arc<Catalog>, Denial> {
    let Path(name) = named.map_err(|_| Denial::not_found())?;
    let catalog = gate.desk().venue(&name).await?;
    Ok(catalog.kept_through(PAGES))
}

async fn show(
    State(gate): State<Gate>,
    visitor: Visitor,
    named: Named,
    RawQuery(query): RawQuery,
) -> Response {
    let page = async {
        let catalog = venue(&gate, named).await?;
        let look = Look::read(&query.unwrap_or_default())?;
        let seen = Seen {
            gate: &gate,
            catalog: &catalog,
            tongue: visitor.tongue,
            look: &look,
            now: gate.now(),
        };
        screen::page(&seen, Asked::default()).await
    };
    let page: Result<Page, Denial> = page.await;
    visitor.shown(page)
}

async fn send(
    State(gate): State<Gate>,
    visitor: Visitor,
    named: Named,
    RawQuery(query): RawQuery,
    Form(sent): Form<Sent>,
) -> Response {
    let answer = async {
        let catalog = venue(&gate, named).await?;
        let look = Look::read(&query.unwrap_or_default())?;
        let sender = Sender {
            seen: Seen {
                gate: &gate,
                catalog: &catalog,
                tongue: visitor.tongue,
                look: &look,
                now: gate.now(),
            },
            from: visitor.from,
        };
        match sent.to.clone() {
            Some(to) => sender.press(&to, sent).await,
            None => sender.book(sent.at.clone().as_deref(), sent).await,
        }
    };
    visitor.told(answer.await)
}
