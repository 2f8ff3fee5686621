//! Pages, a file per screen: rendered here, whole without a script and quick with it.
//!
//! The links of letters lead here. A page shows, and only a form on it acts: GET changes nothing, ever. Pages translate
//! and decide nothing; what may be done the desk says. `page` and `templates/layout.html` are what all pages stand on,
//! `words/*.ftl` what they say, `look/style.css` how they look.

mod account;
mod admin;
mod asked;
mod assets;
mod book;
mod calendar;
mod cookies;
mod day;
mod decision;
mod entrance;
mod facts;
mod fields;
mod floor_plan;
mod front;
mod guest;
mod history;
mod home;
mod inside;
mod language;
mod layers;
mod lettering;
mod lost;
mod one_form;
mod page;
pub mod paths;
mod query;
mod ranks;
mod refusals;
mod served;
mod settings;
mod shelf;
mod tickets;
mod told;
mod tongue;
mod visits;
mod week;

pub use front::Front;

use axum::Router;
use axum::routing::get;
use bronya_gate::Gate;

/// Every page. Each prefix is a house of its own, in which what is unknown is a page too; beside them nothing is taken,
/// so that another door's router may stand beside this one.
pub fn router(gate: Gate) -> Router {
    let house = |pages| layers::around(pages, &gate);
    Router::new()
        .nest_service("/b", house(guest::routes()))
        .nest_service("/d", house(decision::routes()))
        .nest_service("/calendar", house(calendar::routes()))
        .nest_service("/setup", house(tickets::setup::routes()))
        .nest_service("/invitation", house(tickets::password::invitation()))
        .nest_service("/password", house(tickets::password::reset()))
        .nest_service("/confirm", house(tickets::confirmation::routes()))
        .nest_service(
            "/static",
            house(Router::new().route("/{name}", get(served::show))),
        )
        .nest_service(
            "/staff",
            layers::inside(
                home::routes().merge(day::routes()).merge(week::routes()),
                &gate,
            ),
        )
        .nest_service("/admin", layers::inside(administration(), &gate))
        .nest_service("/account", layers::inside(account::routes(), &gate))
        .merge(layers::beside(entrance::routes(), &gate))
}

/// The pages of those who run a venue.
fn administration() -> Router<Gate> {
    settings::routes()
        .merge(admin::routes())
        .merge(floor_plan::routes())
        .merge(history::routes())
}

/// Puts the pages on which guests book before all other doors: each stands right below the root, under its venue's name. What
/// could not be a venue's name goes on to whatever stands behind.
pub fn front(gate: &Gate, behind: Router) -> Front {
    Front {
        pages: layers::around(book::routes(), gate),
        behind,
    }
}
