//! Somebody whom a venue knows: what he may do there, and what is done about it. What bites asks first.

use askama::Template;
use axum::Router;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use bronya_desk::Invitee;
use bronya_domain::id::ResourceId;
use bronya_domain::people::{Member, Membership};
use bronya_domain::refusal::Reason;
use bronya_gate::{Denial, Gate, reading};
use bronya_words::{Line, moment};
use garde::Validate;
use serde::Deserialize;

use super::around::{account_of, called};
use super::invite::blamed;
use super::people::{is_awaited, marks};
use super::roles::{self, Post};
use crate::asked::Form;
use crate::facts::{Fact, Facts};
use crate::fields::{Field, Trouble};
use crate::home::role_words;
use crate::inside::{Admin, Inside, Room};
use crate::one_form::OneForm;
use crate::page::{Frame, Page};
use crate::paths;
use crate::refusals;
use crate::tongue::Blanks;

/// Who, as an address names him.
type Named = Path<(String, String)>;

/// How the rules refuse to take from a venue the last one who can run it.
const LAST_ADMIN: &str = "last_admin";

/// What was done a moment ago.
#[derive(Default, Deserialize, Validate)]
struct PersonQuery {
    #[garde(skip)]
    done: Option<Done>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Done {
    Invited,
    Role,
    Blocked,
    Unblocked,
}

/// Another role for him.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct RoleForm {
    #[garde(skip)]
    role: Post,
    #[garde(skip)]
    resource: Option<ResourceId>,
    /// The role that the page showed, with the time that went with it.
    #[garde(length(max = 100))]
    was: String,
    /// Whether he was asked and is sure.
    #[garde(length(max = 10))]
    sure: Option<String>,
}

/// A press of a button that says everything.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct Press {}

#[derive(Template)]
#[template(path = "admin/person.html")]
struct Content {
    frame: Frame,
    told: Option<String>,
    trouble: Option<Trouble>,
    path: String,
    marks: Vec<(String, &'static str)>,
    facts: Vec<Fact>,
    fields: [Field; 2],
    was: String,
    is_awaited: bool,
    is_blocked: bool,
    is_oneself: bool,
}

pub(super) fn routes() -> Router<Gate> {
    Router::new()
        .route("/{venue}/people/{id}", get(show))
        .route("/{venue}/people/{id}/role", post(set_role))
        .route("/{venue}/people/{id}/again", post(again))
        .route("/{venue}/people/{id}/block", get(ask_block).post(block))
        .route("/{venue}/people/{id}/unblock", post(unblock))
        .route("/{venue}/people/{id}/remove", get(ask_remove).post(remove))
}

async fn show(Admin(inside): Admin, Path((_, id)): Named, RawQuery(query): RawQuery) -> Response {
    let visitor = inside.known.visitor;
    let page = async {
        let PersonQuery { done } = reading::query(&query.unwrap_or_default())?;
        let member = member(&inside, &id).await?;
        let post = Post::of(member.membership.role);
        let fields = roles::fields(&inside, post, member.membership.resource);
        Ok(page(&inside, &member, fields, done))
    };
    visitor.shown(page.await)
}

/// Gives him another role. Whoever takes his own away is asked whether he means it.
async fn set_role(
    Admin(inside): Admin,
    Path((_, id)): Named,
    Form(sent): Form<RoleForm>,
) -> Response {
    let visitor = inside.known.visitor;
    let answer = async {
        let member = member(&inside, &id).await?;
        if sent.was != standing(&member) {
            let fields = roles::fields(&inside, sent.role, sent.resource);
            return Ok(overtaken(&inside, &member, fields).into_response());
        }
        let gives_up = is_oneself(&inside, &member) && sent.role != Post::Admin;
        if gives_up && sent.sure.is_none() {
            return Ok(ask_oneself(&inside, &member, &sent).page().into_response());
        }
        let desk = inside.desk();
        let (role, time) = (sent.role.role(), sent.role.time(sent.resource));
        match desk.set_member_seen(&member, role, time).await {
            Ok(None) => {
                let member = self::member(&inside, &id).await?;
                let fields = roles::fields(&inside, sent.role, sent.resource);
                Ok(overtaken(&inside, &member, fields).into_response())
            }
            Ok(_) if gives_up => Ok(Redirect::to(paths::HOME).into_response()),
            Ok(_) => Ok(led_to(&inside, &member, "role")),
            Err(no) => {
                let mut fields = roles::fields(&inside, sent.role, sent.resource);
                let denial: Denial = no.into();
                if denial.code == LAST_ADMIN {
                    return Ok(refused(&inside, &member, fields, &denial).into_response());
                }
                let (name, words) = blamed(denial)?;
                if let Some(field) = fields.iter_mut().find(|field| field.name == name) {
                    field.problem = Some(inside.known.tongue().word(words));
                }
                Ok(page(&inside, &member, fields, None).into_response())
            }
        }
    };
    visitor.told(answer.await)
}

/// Writes him once more, with a new link.
async fn again(
    Admin(inside): Admin,
    Path((_, id)): Named,
    Form(Press {}): Form<Press>,
) -> Response {
    let visitor = inside.known.visitor;
    let answer = async {
        let member = member(&inside, &id).await?;
        let (gate, venue) = (&inside.known.gate, &inside.catalog.venue);
        let email = member.account.email.clone().filter(|_| is_awaited(&member));
        let invitee = Invitee {
            email: email.ok_or_else(Denial::not_found)?,
            names: member.account.names.clone(),
            language: member.account.language,
            role: member.membership.role,
            resource: member.membership.resource,
        };
        inside.desk().invite(venue.id, invitee, gate.now()).await?;
        Ok(led_to(&inside, &member, "invited"))
    };
    visitor.told(answer.await)
}

async fn ask_block(Admin(inside): Admin, Path((_, id)): Named) -> Response {
    let visitor = inside.known.visitor;
    let page = async {
        let member = member(&inside, &id).await?;
        Ok(ask(&inside, &member, "people-block", "block").page())
    };
    visitor.shown(page.await)
}

async fn block(
    Admin(inside): Admin,
    Path((_, id)): Named,
    Form(Press {}): Form<Press>,
) -> Response {
    set_blocked(&inside, &id, true).await
}

async fn unblock(
    Admin(inside): Admin,
    Path((_, id)): Named,
    Form(Press {}): Form<Press>,
) -> Response {
    set_blocked(&inside, &id, false).await
}

async fn set_blocked(inside: &Inside, id: &str, blocked: bool) -> Response {
    let answer = async {
        let member = member(inside, id).await?;
        let (desk, venue) = (inside.desk(), &inside.catalog.venue);
        let set = desk.set_member_blocked(venue.id, member.account.id, blocked);
        let done = if blocked { "blocked" } else { "unblocked" };
        match set.await {
            Ok(_) => Ok(led_to(inside, &member, done)),
            Err(no) => kept(inside, &member, no.into()),
        }
    };
    inside.known.visitor.told(answer.await)
}

async fn ask_remove(Admin(inside): Admin, Path((_, id)): Named) -> Response {
    let visitor = inside.known.visitor;
    let page = async {
        let member = member(&inside, &id).await?;
        let words = match is_awaited(&member) {
            true => "people-withdraw",
            false => "people-remove",
        };
        Ok(ask(&inside, &member, words, "remove").page())
    };
    visitor.shown(page.await)
}

async fn remove(
    Admin(inside): Admin,
    Path((_, id)): Named,
    Form(Press {}): Form<Press>,
) -> Response {
    let visitor = inside.known.visitor;
    let answer = async {
        let member = member(&inside, &id).await?;
        let (desk, venue) = (inside.desk(), &inside.catalog.venue);
        if let Err(no) = desk.remove_member(venue.id, member.account.id).await {
            return kept(&inside, &member, no.into());
        }
        let there = match is_oneself(&inside, &member) {
            true => paths::HOME.to_owned(),
            false => format!("{}?done=removed", paths::people(&venue.slug)),
        };
        Ok(Redirect::to(&there).into_response())
    };
    visitor.told(answer.await)
}

async fn member(inside: &Inside, id: &str) -> Result<Member, Denial> {
    let (desk, venue) = (inside.desk(), inside.catalog.venue.id);
    let member = desk.member(venue, account_of(id)?).await?;
    Ok(member.ok_or(Reason::UnknownMember)?)
}

fn is_oneself(inside: &Inside, member: &Member) -> bool {
    inside.caller.account() == Some(member.account.id)
}

fn led_to(inside: &Inside, member: &Member, done: &str) -> Response {
    let path = paths::person(&inside.catalog.venue.slug, member.account.id);
    Redirect::to(&format!("{path}?done={done}")).into_response()
}

fn page(inside: &Inside, member: &Member, mut fields: [Field; 2], done: Option<Done>) -> Page {
    let trouble = Trouble::of(inside.known.tongue(), &mut fields);
    let status = match trouble.is_some() {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    let mut content = content(inside, member, fields, trouble);
    content.told = done.map(|done| told(inside, member, done));
    Page::of(status, &content)
}

/// His page with what the rules said. The fields are as they were sent.
fn refused(inside: &Inside, member: &Member, fields: [Field; 2], denial: &Denial) -> Page {
    let venue = &inside.catalog.venue;
    let trouble = refusals::trouble(inside.known.tongue(), venue, denial);
    let content = content(inside, member, fields, trouble);
    Page::of(refusals::status(denial), &content)
}

/// His page as it is now, where somebody else gave him another role after it was shown. What was chosen stands in the fields.
fn overtaken(inside: &Inside, member: &Member, fields: [Field; 2]) -> Page {
    let tongue = inside.known.tongue();
    let role = tongue.word(role_words(member.membership.role));
    let text = tongue.say("people-overtaken", &Blanks::default().with("role", role));
    let trouble = Trouble::about(tongue, "role", text);
    let content = content(inside, member, fields, Some(trouble));
    Page::of(StatusCode::CONFLICT, &content)
}

/// What somebody is at the venue, as his page sends it back: the role and the time that goes with it.
fn standing(member: &Member) -> String {
    let Membership { role, resource, .. } = &member.membership;
    let time = resource.map(|time| time.to_string()).unwrap_or_default();
    format!("{}.{time}", Post::of(*role).name())
}

/// His page as it was, where he must keep what was to be taken from him; every other "no" is a page of its own.
fn kept(inside: &Inside, member: &Member, denial: Denial) -> Result<Response, Denial> {
    if denial.code != LAST_ADMIN {
        return Err(denial);
    }
    let post = Post::of(member.membership.role);
    let fields = roles::fields(inside, post, member.membership.resource);
    Ok(refused(inside, member, fields, &denial).into_response())
}

fn content(
    inside: &Inside,
    member: &Member,
    fields: [Field; 2],
    trouble: Option<Trouble>,
) -> Content {
    let tongue = inside.known.tongue();
    let mut frame = inside.frame_at(Room::Settings, called(&member.account));
    frame.troubled = trouble.is_some();
    Content {
        frame,
        told: None,
        trouble,
        path: paths::person(&inside.catalog.venue.slug, member.account.id),
        marks: marks(tongue, member),
        facts: facts(inside, member),
        fields,
        was: standing(member),
        is_awaited: is_awaited(member),
        is_blocked: member.membership.blocked,
        is_oneself: is_oneself(inside, member),
    }
}

fn told(inside: &Inside, member: &Member, done: Done) -> String {
    let words = match done {
        Done::Invited => "people-done-invited",
        Done::Role => "people-done-role",
        Done::Blocked => "people-done-blocked",
        Done::Unblocked => "people-done-unblocked",
    };
    let email = member.account.email.as_deref().unwrap_or_default();
    let blanks = Blanks::default().with("email", Line::name(email).to_string());
    inside.known.tongue().say(words, &blanks)
}

fn facts(inside: &Inside, member: &Member) -> Vec<Fact> {
    let (tongue, zone) = (inside.known.tongue(), &inside.catalog.venue.zone);
    let (account, membership) = (&member.account, &member.membership);
    let mut facts = Facts::new(tongue);
    facts.reach("fact-email", "mailto:", account.email.as_deref());
    facts.line("people-username", account.username.as_deref());
    facts.reach("fact-phone", "tel:", account.phone.as_deref());
    let role = tongue.word(role_words(membership.role));
    facts.add("people-role", Some(role));
    let time = membership.resource.and_then(|own| inside.catalog.find(own));
    facts.line("people-time", time.map(|it| it.resource.name.as_str()));
    let since = moment::full(tongue.0, zone, account.made_at);
    facts.add("people-since", Some(since));
    facts.0
}

/// Asks whether he means it.
fn ask(inside: &Inside, member: &Member, words: &str, act: &str) -> OneForm {
    let tongue = inside.known.tongue();
    let path = paths::person(&inside.catalog.venue.slug, member.account.id);
    let blanks = Blanks::default().with("who", called(&member.account));
    let say = |part: &str| tongue.say(&format!("{words}.{part}"), &blanks);
    let oneself = is_oneself(inside, member).then(|| tongue.word("people-oneself"));
    OneForm {
        frame: inside.frame_at(Room::Settings, say("title")),
        trouble: None,
        lines: [say("lead")].into_iter().chain(oneself).collect(),
        hidden: Vec::new(),
        fields: Vec::new(),
        action: format!("{path}/{act}"),
        button: say("button"),
        links: vec![(tongue.word("leave-it"), path)],
    }
}

/// Asks whoever takes his own role away.
fn ask_oneself(inside: &Inside, member: &Member, sent: &RoleForm) -> OneForm {
    let form = ask(inside, member, "people-demote", "role");
    let role = roles::fields(inside, sent.role, sent.resource);
    let sure = ("sure".to_owned(), "yes".to_owned());
    let was = ("was".to_owned(), sent.was.clone());
    let hidden = role.map(|field| (field.name.to_owned(), field.value));
    OneForm {
        hidden: hidden.into_iter().chain([was, sure]).collect(),
        ..form
    }
}
