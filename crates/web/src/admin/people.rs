//! Those whom a venue knows: who works there, who has an account and books, who is shut out.

use askama::Template;
use axum::Router;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use bronya_desk::Whom;
use bronya_domain::command::Role;
use bronya_domain::id::AccountId;
use bronya_domain::people::{HOUSE, Member};
use bronya_gate::{Denial, Gate, reading};
use bronya_words::{Line, moment};
use garde::Validate;
use jiff::Timestamp;
use serde::Deserialize;

use super::around::called;
use crate::home::role_words;
use crate::inside::{Admin, Inside, Room};
use crate::page::{BarLink, Frame, Page};
use crate::paths;
use crate::query::Query;
use crate::tongue::{Blanks, Tongue};

/// How many people a page shows.
const PEOPLE_MOST: usize = 50;
/// The longest text that is looked for, in characters.
const FIND_MOST: usize = 200;

/// Whom to show.
#[derive(Default, Deserialize, Validate)]
struct PeopleQuery {
    #[garde(skip)]
    group: Option<Group>,
    #[garde(length(chars, max = FIND_MOST))]
    find: Option<String>,
    #[garde(range(min = 0))]
    after: Option<i64>,
    #[garde(skip)]
    done: Option<Done>,
}

/// Some of those whom a venue knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Group {
    /// Those who work there.
    #[default]
    Crew,
    /// Those who have an account and book.
    Customers,
    /// Those who are shut out.
    Blocked,
}

/// What was done a moment ago to somebody who is not there any more.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Done {
    Removed,
}

#[derive(Template)]
#[template(path = "admin/people.html")]
struct Content {
    frame: Frame,
    told: Option<String>,
    groups: Vec<BarLink>,
    group: &'static str,
    find: String,
    action: String,
    people: Vec<Person>,
    more: Option<String>,
    invite: String,
}

/// Somebody in the list.
struct Person {
    path: String,
    name: String,
    address: Option<String>,
    role: String,
    time: Option<String>,
    marks: Vec<(String, &'static str)>,
    seen: Option<String>,
}

pub(super) fn routes() -> Router<Gate> {
    Router::new().route("/{venue}/people", get(show))
}

async fn show(Admin(inside): Admin, RawQuery(query): RawQuery) -> Response {
    let visitor = inside.known.visitor;
    let page = async {
        let query: PeopleQuery = reading::query(&query.unwrap_or_default())?;
        page(&inside, query).await
    };
    visitor.shown(page.await)
}

async fn page(inside: &Inside, query: PeopleQuery) -> Result<Page, Denial> {
    let (tongue, slug) = (inside.known.tongue(), inside.catalog.venue.slug.as_str());
    let (desk, venue) = (inside.desk(), inside.catalog.venue.id);
    let group = query.group.unwrap_or_default();
    let find = query.find.unwrap_or_default();
    let after = AccountId(query.after.unwrap_or(0));
    let whom = group.whom(&find);
    let found = desk.find_members(venue, &whom, after, PEOPLE_MOST).await?;
    let seen = desk.last_seen(venue, &found.members).await?;
    let people = found.members.iter().map(|member| {
        let seen = seen.get(&member.account.id).copied();
        person(inside, member, seen)
    });
    let path = |group: Group, after| path(slug, group, &find, after);
    let content = Content {
        frame: inside.frame_at(Room::Settings, tongue.word("people.title")),
        told: query
            .done
            .map(|Done::Removed| tongue.word("people-done-removed")),
        groups: Group::ALL
            .map(|one| BarLink {
                label: tongue.word(one.words()),
                path: path(one, None),
                is_here: one == group,
            })
            .into(),
        group: group.name(),
        people: people.collect(),
        more: found.next.map(|next| path(group, Some(next))),
        action: paths::people(slug),
        invite: format!("{}/new", paths::people(slug)),
        find,
    };
    Ok(Page::of(StatusCode::OK, &content))
}

fn path(slug: &str, group: Group, find: &str, after: Option<AccountId>) -> String {
    Query::default()
        .with("group", Some(group.name()))
        .with("find", Some(find).filter(|find| !find.is_empty()))
        .with("after", after)
        .after(paths::people(slug))
}

fn person(inside: &Inside, member: &Member, seen: Option<Timestamp>) -> Person {
    let (tongue, venue) = (inside.known.tongue(), &inside.catalog.venue);
    let (account, membership) = (&member.account, &member.membership);
    let time = membership.resource.and_then(|own| inside.catalog.find(own));
    let name = called(account);
    let address = account.email.as_ref().or(account.username.as_ref());
    let address = address.map(|text| Line::name(text).to_string());
    Person {
        path: paths::person(&venue.slug, account.id),
        address: address.filter(|address| *address != name),
        name,
        role: tongue.word(role_words(membership.role)),
        time: time.map(|listed| Line::name(&listed.resource.name).to_string()),
        marks: marks(tongue, member),
        seen: seen.map(|seen| {
            let when = moment::short(tongue.0, &venue.zone, seen);
            tongue.say("people-seen", &Blanks::default().with("when", when))
        }),
    }
}

/// How it stands with somebody, where that is worth a word.
pub(super) fn marks(tongue: Tongue, member: &Member) -> Vec<(String, &'static str)> {
    let mut marks = Vec::new();
    if member.membership.blocked || member.account.blocked {
        marks.push((tongue.word("people-is-blocked"), "off"));
    }
    if is_awaited(member) {
        marks.push((tongue.word("people-is-awaited"), "wait"));
    }
    if member.account.realm != HOUSE {
        let realm = Line::name(&member.account.realm).to_string();
        let words = tongue.say("people-from", &Blanks::default().with("realm", realm));
        marks.push((words, "off"));
    }
    marks
}

/// Whether he was invited and has not come yet: until a letter's link was used, his role is none to act with.
pub(super) fn is_awaited(member: &Member) -> bool {
    let works = member.membership.role != Role::Customer;
    works && !member.account.email_confirmed && member.account.realm == HOUSE
}

impl Group {
    const ALL: [Self; 3] = [Self::Crew, Self::Customers, Self::Blocked];

    fn name(self) -> &'static str {
        match self {
            Self::Crew => "crew",
            Self::Customers => "customers",
            Self::Blocked => "blocked",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Crew => "people-crew",
            Self::Customers => "people-customers",
            Self::Blocked => "people-blocked",
        }
    }

    fn whom(self, find: &str) -> Whom {
        let words = Some(find.to_owned());
        match self {
            Self::Crew => Whom {
                works: Some(true),
                words,
                ..Whom::default()
            },
            Self::Customers => Whom {
                works: Some(false),
                words,
                ..Whom::default()
            },
            Self::Blocked => Whom {
                blocked: Some(true),
                words,
                ..Whom::default()
            },
        }
    }
}
