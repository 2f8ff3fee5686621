//! The staff's decision by a button in a letter: a page with one button, and what became of the booking.
//!
//! The key opens one decision by one account about one version of a booking. Whether that account may still decide is
//! asked each time anew, of the venue and not of the link.

use std::fmt::Display;
use std::str::FromStr;

use askama::Template;
use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use bronya_domain::catalog::Language;
use bronya_domain::command::{Act, Actor, Command, Role};
use bronya_domain::id::AccountId;
use bronya_domain::people::Member;
use bronya_domain::refusal::Reason;
use bronya_gate::keys::Decision;
use bronya_gate::limits::Limit;
use bronya_gate::{Denial, Gate};
use garde::Validate;
use serde::Deserialize;

use crate::asked::{Form, Visitor};
use crate::facts::{self, Booked, Fact};
use crate::fields::{Field, Trouble};
use crate::page::{Frame, Page};
use crate::tongue::{Blanks, Tongue};
use crate::{paths, refusals, told};

/// The longest reason, in characters.
const REASON_MOST: usize = 500;

/// What an address names: venue, code, act, version, account, key.
type Named = Result<Path<(String, String, String, String, String, String)>, PathRejection>;

/// Why a booking is declined.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct DecideForm {
    /// Why, in words for the guest.
    #[garde(length(chars, max = REASON_MOST))]
    reason: Option<String>,
}

#[derive(Template)]
#[template(path = "decision.html")]
struct Content {
    frame: Frame,
    trouble: Option<Trouble>,
    state: String,
    lead: String,
    facts: Vec<Fact>,
    zone: String,
    action: String,
    button: String,
    reason: Option<Field>,
}

/// The pages below the prefix of decisions.
pub(crate) fn routes() -> Router<Gate> {
    Router::new().route(
        "/{venue}/{code}/{act}/{version}/{account}/{key}",
        get(show).post(decide),
    )
}

/// A decision that somebody may make, for whoever showed its key.
struct Opened {
    gate: Gate,
    booked: Booked,
    decision: Decision,
    actor: Actor,
    tongue: Tongue,
    /// Where its page is.
    path: String,
}

async fn show(State(gate): State<Gate>, visitor: Visitor, named: Named) -> Response {
    let page = async {
        let opened = Opened::of(gate, visitor, named).await?;
        Ok(match opened.is_open() {
            true => opened.page(StatusCode::OK, None, None),
            false => opened.moved_on(),
        })
    };
    visitor.shown(page.await)
}

async fn decide(
    State(gate): State<Gate>,
    visitor: Visitor,
    named: Named,
    Form(form): Form<DecideForm>,
) -> Response {
    let page = async {
        let opened = Opened::of(gate, visitor, named).await?;
        if !opened.is_open() {
            return Ok(opened.moved_on());
        }
        match opened.act(form.reason.as_deref()).await {
            Ok(()) => Ok(opened.decided()),
            Err(denial) if denial.status == StatusCode::FORBIDDEN => Err(Denial::not_found()),
            Err(denial) if has_moved_on(&denial) => Ok(opened.again().await?.moved_on()),
            Err(denial) if denial.refused.is_some() => {
                let venue = &opened.booked.catalog.venue;
                let trouble = refusals::trouble(opened.tongue, venue, &denial);
                Ok(opened.page(refusals::status(&denial), trouble, form.reason))
            }
            Err(denial) => Err(denial),
        }
    };
    visitor.shown(page.await)
}

impl Opened {
    /// The decision that an address opens. Whoever opens none is counted.
    async fn of(gate: Gate, visitor: Visitor, named: Named) -> Result<Self, Denial> {
        match Self::find(&gate, visitor, named).await {
            Err(denial) if denial.status == StatusCode::NOT_FOUND => {
                let now = gate.now();
                gate.limits()
                    .take(Limit::GuestLink, &visitor.from.bucket(), now)?;
                Err(denial)
            }
            found => found,
        }
    }

    async fn find(gate: &Gate, visitor: Visitor, named: Named) -> Result<Self, Denial> {
        let nothing = Denial::not_found;
        let Path((venue, code, act, version, account, key)) = named.map_err(|_| nothing())?;
        let booked = Booked::find(gate, &venue, &code).await?;
        let house = &booked.catalog.venue;
        let decision = Decision {
            booking: booked.booking.id,
            version: number(&version).ok_or_else(nothing)?,
            account: AccountId(number(&account).ok_or_else(nothing)?),
            accepts: match act.as_str() {
                "accept" => true,
                "decline" => false,
                _ => return Err(nothing()),
            },
        };
        if !gate.secret().opens_decision(house.id, &decision, &key) {
            return Err(nothing());
        }
        let member = gate.desk().member(house.id, decision.account).await?;
        let member = member.ok_or_else(nothing)?;
        let actor = actor(&member).filter(|actor| actor.is_staff() && actor.sees(&booked.booking));
        Ok(Self {
            gate: gate.clone(),
            decision,
            actor: actor.ok_or_else(nothing)?,
            tongue: visitor.tongue_of(Some(language(&member, &booked))),
            path: paths::decision(&house.slug, &booked.code(), &decision, &key),
            booked,
        })
    }

    /// The same decision about the booking as it is now.
    async fn again(self) -> Result<Self, Denial> {
        let venue = self.booked.catalog.venue.slug.clone();
        let code = self.booked.code();
        let booked = Booked::find(&self.gate, &venue, &code).await?;
        Ok(Self { booked, ..self })
    }

    /// Whether the booking still is what the letter was about, and still waits.
    fn is_open(&self) -> bool {
        let booking = &self.booked.booking;
        let waits = self.booked.stands(self.gate.now()).undecided();
        waits && booking.version == self.decision.version
    }

    async fn act(&self, reason: Option<&str>) -> Result<(), Denial> {
        let id = self.decision.booking;
        let reason = reason.map(str::trim).filter(|text| !text.is_empty());
        let act = match self.decision.accepts {
            true => Act::Confirm(id, None),
            false => Act::Decline(id, reason.map(str::to_owned)),
        };
        let command = Command {
            actor: self.actor,
            act,
            expects: Some(self.decision.version),
        };
        let (venue, now) = (self.booked.catalog.venue.id, self.gate.now());
        self.gate.desk().execute(venue, command, None, now).await?;
        Ok(())
    }

    /// Under which name the words are kept.
    fn words(&self) -> &'static str {
        match self.decision.accepts {
            true => "decide-accept",
            false => "decide-decline",
        }
    }

    fn frame(&self, title: String, troubled: bool) -> Frame {
        Frame {
            whose: Some(self.booked.whose()),
            troubled,
            ..Frame::bare(self.tongue, title)
        }
    }

    /// The page with the one button.
    fn page(&self, status: StatusCode, trouble: Option<Trouble>, reason: Option<String>) -> Page {
        let tongue = self.tongue;
        let part = |part: &str| tongue.word(&format!("{}.{part}", self.words()));
        let mut facts = self.booked.facts(tongue);
        facts.extend(self.booked.guest(tongue));
        let field = Field {
            value: reason.unwrap_or_default(),
            most: Some(REASON_MOST),
            required: false,
            hint: Some(tongue.word("decide-reason-hint")),
            ..Field::new("reason", "text", tongue.word("decide-reason"))
        };
        let content = Content {
            frame: self.frame(part("title"), trouble.is_some()),
            trouble,
            state: facts::state(tongue, self.booked.booking.state).0,
            lead: part("lead"),
            facts,
            zone: self.booked.zone(tongue),
            action: self.path.clone(),
            button: part("button"),
            reason: (!self.decision.accepts).then_some(field),
        };
        Page::of(status, &content)
    }

    /// What was decided a moment ago.
    fn decided(&self) -> Page {
        let part = |part: &str| {
            let blanks = Blanks::default().with("code", self.booked.code());
            let id = format!("{}.{part}", self.words());
            self.tongue.say(&id, &blanks)
        };
        let frame = self.frame(part("done"), false);
        told::lines(StatusCode::OK, frame, vec![part("then")])
    }

    /// What became of a booking about which this decision is none any more. It names nobody: the letter may have gone
    /// through many hands.
    fn moved_on(&self) -> Page {
        let stands = self.booked.stands(self.gate.now());
        let name = stands.name().replace('_', "-");
        let blanks = Blanks::default().with("code", self.booked.code());
        let say = |id: &str| self.tongue.say(id, &blanks);
        let lines = vec![say(&format!("became-{name}")), say("moved-on.next")];
        let frame = self.frame(say("moved-on.title"), false);
        told::lines(StatusCode::GONE, frame, lines)
    }
}

/// As what a member decides; none where he is shut out.
fn actor(member: &Member) -> Option<Actor> {
    let (account, membership) = (&member.account, member.membership);
    let shut_out = account.blocked || account.erased_at.is_some() || membership.blocked;
    let (role, own) = membership.acts_as(account);
    let decides = !matches!(role, Role::Guest | Role::Customer);
    (!shut_out && decides).then_some(Actor {
        role,
        account: Some(account.id),
        own,
    })
}

/// The language of whoever decides, else the venue's, where none was chosen on this machine. The guest's is not his.
fn language(member: &Member, booked: &Booked) -> Language {
    let chosen = member.account.language;
    chosen.unwrap_or(booked.catalog.venue.language)
}

/// A number as we write it in links, and in no other way.
fn number<T: FromStr + Display>(text: &str) -> Option<T> {
    let number: T = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

/// Whether somebody else was quicker, or the time to decide ran out.
fn has_moved_on(denial: &Denial) -> bool {
    let refused = denial.refused.as_ref();
    refused.is_some_and(|refused| {
        refused.reasons.iter().any(|reason| {
            matches!(
                reason,
                Reason::VersionDiffers { .. }
                    | Reason::WrongState { .. }
                    | Reason::DeadlinePassed { .. }
            )
        })
    })
}
