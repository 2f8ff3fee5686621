//! Who is known at a venue, and as what.

use axum::extract::State;
use axum::response::NoContent;
use bronya_desk::{Invitee, Whom};
use bronya_domain::catalog::Language;
use bronya_domain::command::Role;
use bronya_domain::id::{AccountId, ResourceId};
use bronya_domain::people::{self, Names};
use bronya_domain::refusal::Reason;
use bronya_gate::{Gate, texts};
use garde::Validate;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answered::{Made, Seen};
use crate::asked::{Body, By, Id, In, Managing, Query};
use crate::problem::Result;

/// What somebody may do at a venue.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Position {
    /// Book for himself.
    Customer,
    /// Publish slots and decide about his own time.
    Specialist,
    /// Decide about everybody's bookings.
    Staff,
    /// All of that, and change the venue itself.
    Admin,
}

/// Somebody to be invited to work at the venue.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InviteBody {
    /// The address to which the letter goes.
    #[garde(length(max = 254), custom(texts::email))]
    email: String,
    /// What he may do.
    #[garde(skip)]
    role: Position,
    /// A specialist's own time.
    #[garde(skip)]
    resource: Option<ResourceId>,
    /// The first name.
    #[garde(length(chars, min = 1, max = 128), inner(custom(texts::line)))]
    first_name: Option<String>,
    /// The last name.
    #[garde(length(chars, min = 1, max = 128), inner(custom(texts::line)))]
    last_name: Option<String>,
    /// The middle name or patronymic.
    #[garde(length(chars, min = 1, max = 128), inner(custom(texts::line)))]
    middle_name: Option<String>,
    /// The language of the letter; the venue's where it does not say.
    #[garde(skip)]
    language: Option<Language>,
}

/// What an account may do.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoleBody {
    /// What he may do.
    #[garde(skip)]
    role: Position,
    /// A specialist's own time.
    #[garde(skip)]
    resource: Option<ResourceId>,
}

/// Which people to list.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PeopleQuery {
    /// The number of the last account seen.
    #[garde(range(min = 0))]
    after: Option<i64>,
    /// How many at most; 50 where it does not say.
    #[garde(range(min = 1, max = 200))]
    limit: Option<u32>,
    /// Only those who work at the venue, or only those who do not.
    #[garde(skip)]
    works: Option<bool>,
    /// Only those of this role.
    #[garde(skip)]
    role: Option<Position>,
    /// Only those who are shut out of the venue, or only those who are not.
    #[garde(skip)]
    blocked: Option<bool>,
    /// Only those in whose names, addresses or numbers each of these words stands.
    #[garde(length(chars, max = 200))]
    words: Option<String>,
}

/// Some of the people who are known at a venue.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PeopleList {
    items: Vec<ListedMember>,
    /// What to ask for with `after` to see more; null where there is no more. There may be more even where few are listed:
    /// one answer looks at so many people and no further.
    next: Option<i64>,
}

/// Somebody in a list of those whom a venue knows.
#[derive(Serialize, JsonSchema)]
struct ListedMember {
    #[serde(flatten)]
    member: Member,
    /// When he last came in, as far as his login is still known.
    seen_at: Option<Timestamp>,
}

/// Somebody as a venue knows him.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Member {
    /// Who.
    account: Known,
    /// What he may do.
    role: Role,
    /// A specialist's own time.
    resource: Option<ResourceId>,
    /// Whether he is shut out of the venue.
    blocked: bool,
}

/// An account, as far as it is a venue's affair. How else to reach him he tells whom he wants to.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "KnownAccount")]
struct Known {
    id: AccountId,
    /// Where he logs in: `bronya`, or a foreign contract that the venue speaks.
    realm: String,
    /// His login name.
    username: Option<String>,
    /// His e-mail address, also a login name.
    email: Option<String>,
    /// What he is called.
    names: Names,
    /// The language that he chose.
    language: Option<Language>,
}

impl Position {
    pub(crate) fn role(self) -> Role {
        match self {
            Self::Customer => Role::Customer,
            Self::Specialist => Role::Specialist,
            Self::Staff => Role::Staff,
            Self::Admin => Role::Admin,
        }
    }
}

impl Member {
    pub(crate) fn of(member: people::Member) -> Self {
        Self {
            account: Known {
                id: member.account.id,
                realm: member.account.realm,
                username: member.account.username,
                email: member.account.email,
                names: member.account.names,
                language: member.account.language,
            },
            role: member.membership.role,
            resource: member.membership.resource,
            blocked: member.membership.blocked,
        }
    }
}

pub(crate) async fn list(
    State(gate): State<Gate>,
    In(catalog): In,
    Query(query): Query<PeopleQuery>,
) -> Result<Seen<PeopleList>> {
    let limit = query.limit.unwrap_or(50) as usize;
    let after = AccountId(query.after.unwrap_or(0));
    let (desk, venue) = (gate.desk(), catalog.venue.id);
    let whom = Whom {
        works: query.works,
        role: query.role.map(Position::role),
        blocked: query.blocked,
        words: query.words,
    };
    let found = desk.find_members(venue, &whom, after, limit).await?;
    let seen = desk.last_seen(venue, &found.members).await?;
    let items = found.members.into_iter().map(|member| ListedMember {
        seen_at: seen.get(&member.account.id).copied(),
        member: Member::of(member),
    });
    let items = items.collect();
    let next = found.next.map(|next| next.0);
    Ok(Seen::new(PeopleList { items, next }).private())
}

pub(crate) async fn show(
    State(gate): State<Gate>,
    In(catalog): In,
    Id(id): Id<AccountId>,
) -> Result<Seen<Member>> {
    let member = gate.desk().member(catalog.venue.id, id).await?;
    let member = member.ok_or(Reason::UnknownMember)?;
    Ok(Seen::new(Member::of(member)).private())
}

/// Invites somebody. He chooses his password by the link in the letter; nobody sends one by mail.
pub(crate) async fn invite(
    State(gate): State<Gate>,
    Managing(desk): Managing,
    In(catalog): In,
    Body(body): Body<InviteBody>,
) -> Result<Made<Member>> {
    let invitee = Invitee {
        email: texts::as_login(&body.email),
        names: Names {
            first: body.first_name,
            last: body.last_name,
            middle: body.middle_name,
        },
        language: body.language.or(Some(catalog.venue.language)),
        role: body.role.role(),
        resource: body.resource,
    };
    let venue = &catalog.venue;
    let (member, _) = desk.invite(venue.id, invitee, gate.now()).await?;
    let location = format!("/v1/venues/{}/people/{}", venue.slug, member.account.id);
    Ok(Made::at(location, Member::of(member)).private())
}

/// Says what somebody may do whom the venue knows, because he was invited or has booked. Anybody else's account is not
/// there, or an admin could read through the accounts of the installation by their numbers.
pub(crate) async fn set_role(
    Managing(desk): Managing,
    By(caller): By,
    In(catalog): In,
    Id(id): Id<AccountId>,
    Body(body): Body<RoleBody>,
) -> Result<Seen<Member>> {
    let runs_house = caller.actor().role == Role::Operator;
    let venue = catalog.venue.id;
    if !runs_house && desk.member(venue, id).await?.is_none() {
        return Err(Reason::UnknownMember.into());
    }
    let (role, resource) = (body.role.role(), body.resource);
    let member = desk.set_member(venue, id, role, resource).await?;
    Ok(Seen::new(Member::of(member)).private())
}

pub(crate) async fn remove(
    Managing(desk): Managing,
    In(catalog): In,
    Id(id): Id<AccountId>,
) -> Result<NoContent> {
    desk.remove_member(catalog.venue.id, id).await?;
    Ok(NoContent)
}

pub(crate) async fn block(
    Managing(desk): Managing,
    In(catalog): In,
    Id(id): Id<AccountId>,
) -> Result<Seen<Member>> {
    let venue = catalog.venue.id;
    let member = desk.set_member_blocked(venue, id, true).await?;
    Ok(Seen::new(Member::of(member)).private())
}

pub(crate) async fn unblock(
    Managing(desk): Managing,
    In(catalog): In,
    Id(id): Id<AccountId>,
) -> Result<Seen<Member>> {
    let venue = catalog.venue.id;
    let member = desk.set_member_blocked(venue, id, false).await?;
    Ok(Seen::new(Member::of(member)).private())
}
