//! Pages for those who are logged in: who that is, at which venue, and whether he may be there.
//!
//! A page says what it takes to be there by what its handler asks for: [`Crew`] for those who work at the venue of its address,
//! [`Admin`] for those who run it, [`Operator`] for who runs the installation, [`Known`] for anybody with an account.

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{FromRequestParts, RawPathParams, Request, State};
use axum::http::header::{ACCEPT, HeaderValue, REFERRER_POLICY};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use bronya_desk::{Desk, Session};
use bronya_domain::catalog::Catalog;
use bronya_domain::command::Role;
use bronya_domain::people::Scope;
use bronya_domain::resource::Schedule;
use bronya_gate::{Caller, Denial, Gate, Identity, Who, texts};
use bronya_words::Line;

use crate::asked::{FORM_MOST, Here, LISTS_MOST, Visitor};
use crate::page::{Bar, BarLink, Frame};
use crate::tongue::Tongue;
use crate::{cookies, entrance, paths, shelf};

/// Somebody who is logged in, wherever he is.
pub(crate) struct Known {
    pub gate: Gate,
    pub visitor: Visitor,
    pub session: Arc<Session>,
    /// Where he is.
    pub here: String,
    /// What he showed of himself.
    identity: Identity,
}

/// Somebody who is logged in and is at a venue where he may be.
pub(crate) struct Inside {
    pub known: Known,
    pub caller: Caller,
    pub catalog: Arc<Catalog>,
}

/// Somebody who works at the venue, a specialist for his own time.
pub(crate) struct Crew(pub Inside);
/// Somebody who runs the venue.
pub(crate) struct Admin(pub Inside);
/// Somebody who runs the installation.
pub(crate) struct Operator(pub Known);

/// Finds out who is there before any page is asked. Whoever is not logged in is sent to log in and comes back; what he typed
/// meanwhile comes with him.
pub(crate) async fn identified(
    State(gate): State<Gate>,
    visitor: Visitor,
    Here(here): Here,
    mut request: Request,
    next: Next,
) -> Response {
    let shown = match cookies::pass(&gate, request.headers()) {
        Some(pass) => Identity::of_pass(&gate, pass).await,
        None => Ok(Identity::Nobody),
    };
    match shown {
        Err(denial) => visitor.told(Err(denial)),
        Ok(Identity::Nobody) => turned_back(visitor, &here, request).await,
        Ok(identity) => {
            request.extensions_mut().insert(identity);
            let mut response = next.run(request).await;
            // No key stands in these addresses, and browsers tell the origin of a form only where they may.
            let headers = response.headers_mut();
            headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
            response
        }
    }
}

async fn turned_back(visitor: Visitor, here: &str, request: Request) -> Response {
    if is_stream(request.headers()) {
        // A browser that listens to what happens cannot read a page; this ends its stream without a word.
        return StatusCode::NO_CONTENT.into_response();
    }
    if request.method().is_safe() {
        return Redirect::to(&entrance::path_to(here)).into_response();
    }
    let most = match paths::takes_lists(here) {
        true => LISTS_MOST,
        false => FORM_MOST,
    };
    let form = to_bytes(request.into_body(), most).await;
    match form.map(|form| String::from_utf8(form.to_vec())) {
        Ok(Ok(form)) => entrance::again(visitor.tongue, here, form),
        Ok(Err(_)) | Err(_) => Redirect::to("/login").into_response(),
    }
}

/// Whether a browser wants to be told of what happens, and no page.
fn is_stream(headers: &HeaderMap) -> bool {
    let accepts = headers
        .get(ACCEPT)
        .and_then(|accepts| accepts.to_str().ok());
    accepts == Some("text/event-stream")
}

impl Known {
    async fn of(parts: &mut Parts, gate: &Gate) -> Result<Self, Denial> {
        let identity = parts.extensions.get::<Identity>().cloned();
        let identity = identity.ok_or_else(Denial::internal)?;
        let Identity::Person(session) = &identity else {
            return Err(Denial::not_found());
        };
        let Ok(visitor) = Visitor::from_request_parts(parts, gate).await;
        Ok(Self {
            gate: gate.clone(),
            visitor,
            session: session.clone(),
            here: Here::of(&parts.extensions, &parts.uri).0,
            identity,
        })
    }

    /// He himself, outside of any venue.
    pub(crate) fn caller(&self) -> Caller {
        Caller::outside(self.identity.clone())
    }

    /// The language of his pages: what he chose on this machine, else for himself, else what the browser wants.
    pub(crate) fn tongue(&self) -> Tongue {
        let own = self.visitor.chosen.or(self.session.account.language);
        own.map_or(self.visitor.tongue, Tongue)
    }

    /// What he is called.
    pub(crate) fn name(&self) -> String {
        let account = &self.session.account;
        let name = account.names.full();
        let name = name
            .or_else(|| account.email.clone())
            .or_else(|| account.username.clone());
        Line::name(&name.unwrap_or_default()).to_string()
    }

    /// What stands around a page of his that is about no venue.
    pub(crate) fn frame(&self, title: String) -> Frame {
        let tongue = self.tongue();
        let home = BarLink {
            label: tongue.word("home.title"),
            path: "/staff".into(),
            is_here: self.here == "/staff",
        };
        Frame {
            here: Some(self.here.clone()),
            script: Some("inside.js"),
            bar: Some(Bar {
                links: vec![home],
                who: self.name(),
                wide: false,
            }),
            ..Frame::bare(tongue, title)
        }
    }
}

impl Inside {
    async fn of(parts: &mut Parts, gate: &Gate, who: Who) -> Result<Self, Denial> {
        let known = Known::of(parts, gate).await?;
        let catalog = named_venue(parts, gate).await?;
        let venue = Some(catalog.venue.id);
        let caller = who.admit(known.identity.clone(), venue, false)?;
        Ok(Self {
            known,
            caller,
            catalog,
        })
    }

    /// The desk at which he manages the venue: what he changes by it stands in the venue's history as his deed.
    pub(crate) fn desk(&self) -> Desk {
        self.known.gate.desk_of(self.caller.actor())
    }

    /// What stands around a page of his at the venue, in one of its rooms.
    pub(crate) fn frame_at(&self, room: Room, title: String) -> Frame {
        let frame = self.known.frame(title);
        let bar = frame.bar.map(|bar| Bar {
            links: bar.links.into_iter().chain(self.links(room)).collect(),
            wide: room == Room::Day || room == Room::Week,
            ..bar
        });
        let slug = &self.catalog.venue.slug;
        let shelf = match room {
            Room::Settings => shelf::links(self.known.tongue(), slug, &self.known.here),
            Room::Day | Room::Week => Vec::new(),
        };
        Frame {
            whose: Some(Line::name(&self.catalog.venue.name).to_string()),
            bar,
            shelf,
            ..frame
        }
    }

    /// Where he may go at the venue.
    fn links(&self, room: Room) -> impl Iterator<Item = BarLink> {
        let (tongue, slug) = (self.known.tongue(), self.catalog.venue.slug.as_str());
        let role = self.caller.actor().role;
        let runs = matches!(role, Role::Admin | Role::Operator);
        let offers = self.has_slots();
        let ways = [
            (true, Room::Day, "way-day", paths::day(slug)),
            (offers, Room::Week, "way-week", paths::week(slug)),
            (runs, Room::Settings, "way-settings", paths::settings(slug)),
        ];
        let guest = BarLink {
            label: tongue.word("way-guest"),
            path: paths::venue(slug),
            is_here: false,
        };
        let ways = ways.into_iter().filter(|(may, ..)| *may);
        let ways = ways.map(move |(_, own, words, path)| BarLink {
            label: tongue.word(words),
            path,
            is_here: own == room,
        });
        ways.chain([guest])
    }

    /// Whether there is time that is published by hand, his own or anybody's for whom he may act.
    fn has_slots(&self) -> bool {
        let own = self.caller.actor().own;
        let mut listed = self.catalog.listed().iter().map(|listed| &listed.resource);
        listed.any(|resource| {
            let is_his = own.is_none_or(|own| own == resource.id);
            is_his && !resource.retired && resource.schedule == Schedule::Slots
        })
    }
}

/// A room of pages at a venue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Room {
    /// The day of the whole venue.
    Day,
    /// The week of one whose time is published by hand.
    Week,
    /// What the venue says of itself.
    Settings,
}

/// The venue that the address names.
async fn named_venue(parts: &mut Parts, gate: &Gate) -> Result<Arc<Catalog>, Denial> {
    let params = RawPathParams::from_request_parts(parts, gate).await;
    let params = params.map_err(|_| Denial::not_found())?;
    let mut named = params.iter().filter(|(name, _)| *name == "venue");
    let slug = named.next().map(|(_, slug)| slug);
    let slug = slug.filter(|slug| texts::is_slug(slug));
    Ok(gate
        .desk()
        .venue(slug.ok_or_else(Denial::not_found)?)
        .await?)
}

/// Writes how a page finds out that somebody may be there; whoever may not is told so on a page.
macro_rules! admits {
    ($($name:ident($parts:ident, $gate:ident) => $found:expr;)*) => {$(
        impl FromRequestParts<Gate> for $name {
            type Rejection = Response;
            async fn from_request_parts($parts: &mut Parts, $gate: &Gate) -> Result<Self, Response> {
                let Ok(visitor) = Visitor::from_request_parts($parts, $gate).await;
                let found: Result<_, Denial> = async { $found }.await;
                found.map_err(|denial| visitor.told(Err(denial)))
            }
        }
    )*};
}

admits! {
    Known(parts, gate) => Known::of(parts, gate).await;
    Crew(parts, gate) => {
        Inside::of(parts, gate, Who::Crew(Scope::ReadBookings)).await.map(Self)
    };
    Admin(parts, gate) => Inside::of(parts, gate, Who::Admin(None)).await.map(Self);
    Operator(parts, gate) => {
        let known = Known::of(parts, gate).await?;
        Who::Operator.admit(known.identity.clone(), None, false)?;
        Ok(Self(known))
    };
}
