//! The scene of a call: a venue where the caller is somebody and one where he is nobody, with what he may ask about in
//! both, made past the door.

use bronya_desk::{Done, Joining, NewAccount, NewResource, NewVenue, No};
use bronya_domain::booking::{Booking, Contact};
use bronya_domain::catalog::Language;
use bronya_domain::command::{
    Act, Actor, At, Choice, Command, NewBlock, NewBooking, Order, Role, SlotText,
};
use bronya_domain::id::{AccountId, ResourceId, VenueId};
use bronya_domain::instance::Instance;
use bronya_domain::people::{Names, Scope};
use bronya_domain::policy::{Admission, ContactNeeded, Policy, Stay, UNBOUNDED};
use bronya_domain::resource::{Schedule, Seats};
use bronya_domain::span::{Span, later};
use bronya_gate::tokens;
use jiff::SignedDuration;

use crate::app::{App, KEY};
use crate::crowd::Person;

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Caller {
    Nobody,
    Guest,
    WrongKey,
    Stranger,
    Customer,
    Specialist,
    Staff,
    Admin,
    Operator,
    OperatorKey,
    /// With one scope, or with all.
    Program(Option<Scope>),
    Revoked,
    Blocked,
    LoggedOut,
}

/// What a route names by number or word, or in its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Noun {
    Nothing,
    Venue,
    Kind,
    Resource,
    Block,
    Slot,
    Hold,
    /// A booking that is to come, that waits to be decided, that has begun, or whose party was seated a moment ago.
    Booking(Stage),
    Member,
    /// A user of a foreign contract that the venue speaks.
    User,
    Key,
    Account,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    ToCome,
    Undecided,
    Begun,
    Seated,
}

/// Two venues.
pub struct Town {
    pub home: (VenueId, String),
    pub away: (VenueId, String),
    /// Takes any number of bookings at once.
    plain: ResourceId,
    other: Person,
}

/// What a call needs.
#[derive(Clone, Debug)]
pub struct Scene {
    pub bearer: Option<String>,
    pub guest_key: Option<String>,
    pub own: String,
    pub theirs: String,
    /// Somebody whom the venue does not know, where the noun is a member.
    pub stranger: String,
    pub away: String,
    /// The resources that bodies name: his, theirs, that of the other venue.
    pub resources: [ResourceId; 3],
}

/// The rules of both venues: everything can be booked that is free, the past too.
pub fn rules() -> Policy {
    Policy {
        stay: Some(Stay::Chosen {
            least_minutes: 1,
            most_minutes: 10_000,
        }),
        grid_minutes: Some(UNBOUNDED),
        lead_minutes: Some(UNBOUNDED),
        contact: Some(ContactNeeded::Nothing),
        ..Policy::default()
    }
}

impl Town {
    pub async fn built(app: &App, number: usize) -> Self {
        let [home, away] = ["home", "away"].map(|name| format!("{name}{number}"));
        let venues = [venue(app, &home).await, venue(app, &away).await];
        let plain = NewResource {
            lanes: 500,
            ..table(Noun::Resource)
        };
        Self {
            plain: add(app, venues[0], vec![plain]).await[0],
            other: app.person(&format!("other{number}@example.org")).await,
            home: (venues[0], home),
            away: (venues[1], away),
        }
    }
}

async fn venue(app: &App, slug: &str) -> VenueId {
    let new = NewVenue {
        slug: slug.into(),
        name: slug.into(),
        address: None,
        region: None,
        zone_name: "UTC".into(),
        language: Language::En,
        currency: "EUR".parse().expect("a currency"),
        hours: None,
        policy: rules(),
    };
    let gate = app.gate();
    let made = gate.desk().create_venue(new, None, gate.now()).await;
    let venue = made.expect("a venue").venue.id;
    let instance = Instance {
        name: spoken(venue),
        venue,
        settings: Default::default(),
    };
    gate.desk().bind(instance).await.expect("a contract");
    venue
}

/// The foreign contract that a venue speaks.
pub fn spoken(venue: VenueId) -> String {
    format!("spoken.{venue}")
}

fn table(noun: Noun) -> NewResource {
    let undecided = noun == Noun::Booking(Stage::Undecided);
    let by_hand = noun == Noun::Slot;
    NewResource {
        id: None,
        kind: "table".into(),
        number: None,
        name: None,
        seats: Seats { from: 1, to: 4 },
        price: 0,
        lanes: 1,
        open: true,
        schedule: if by_hand {
            Schedule::Slots
        } else {
            Schedule::Hours
        },
        hours: None,
        policy: Policy {
            admission: undecided.then_some(Admission::Tentative),
            ..Policy::default()
        },
        unique_name: false,
    }
}

/// Adds resources and says their numbers.
async fn add(app: &App, venue: VenueId, new: Vec<NewResource>) -> Vec<ResourceId> {
    let count = new.len();
    let catalog = app.gate().desk().add_resources(venue, new).await;
    let catalog = catalog.expect("resources");
    let mut ids: Vec<ResourceId> = catalog.listed().iter().map(|it| it.resource.id).collect();
    ids.sort();
    ids.split_off(ids.len() - count)
}

impl Scene {
    pub async fn set(app: &App, town: &Town, caller: Caller, noun: Noun, number: usize) -> Self {
        let here = add(app, town.home.0, vec![table(noun), table(noun)]).await;
        let afar = add(app, town.away.0, vec![table(noun)]).await[0];
        let person = person(app, town, caller, here[0], number).await;
        let account = person.as_ref().map(|person| person.id);
        let things = Things { app, town, noun };
        let (own, key) = things.one(town.home.0, here[0], account, number).await;
        let other = Some(town.other.id);
        let (theirs, _) = things.one(town.home.0, here[1], other, number).await;
        let (away, _) = things.one(town.away.0, afar, other, number).await;
        let guest_key = match caller {
            Caller::Guest => Some(match key {
                Some(key) => key,
                None => {
                    booked(app, town.home.0, town.plain, None, Stage::ToCome)
                        .await
                        .1
                }
            }),
            Caller::WrongKey => Some("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".into()),
            _ => None,
        };
        let stranger = match noun {
            Noun::Member => things.member(town.away.0, number + 1_000_000).await,
            _ => String::new(),
        };
        Self {
            bearer: bearer(app, town, caller, person).await,
            guest_key,
            own,
            theirs,
            stranger,
            away,
            resources: [here[0], here[1], afar],
        }
    }
}

/// The account behind a caller who has one.
async fn person(
    app: &App,
    town: &Town,
    caller: Caller,
    own: ResourceId,
    number: usize,
) -> Option<Person> {
    let email = format!("caller{number}@example.org");
    let (role, own) = match caller {
        Caller::Stranger => (None, None),
        Caller::Customer => (Some(Role::Customer), None),
        Caller::Specialist => (Some(Role::Specialist), Some(own)),
        Caller::Staff | Caller::Blocked | Caller::LoggedOut => (Some(Role::Staff), None),
        Caller::Admin => (Some(Role::Admin), None),
        Caller::Operator => return Some(app.operator(&email).await),
        Caller::Nobody | Caller::Guest | Caller::WrongKey => return None,
        Caller::OperatorKey | Caller::Program(_) | Caller::Revoked => return None,
    };
    let person = app.person(&email).await;
    if let Some(role) = role {
        app.appoint(&person, town.home.0, role, own).await;
    }
    let (gate, home) = (app.gate(), town.home.0);
    if caller == Caller::Blocked {
        let blocked = gate.desk().set_member_blocked(home, person.id, true).await;
        blocked.expect("somebody is blocked");
    }
    if caller == Caller::LoggedOut {
        let ended = gate.desk().end_sessions(person.id, None).await;
        ended.expect("somebody is logged out");
    }
    Some(person)
}

async fn bearer(app: &App, town: &Town, caller: Caller, person: Option<Person>) -> Option<String> {
    const ALL: [Scope; 4] = [
        Scope::ReadBookings,
        Scope::WriteBookings,
        Scope::WriteOffer,
        Scope::WriteSettings,
    ];
    let scopes = match caller {
        Caller::OperatorKey => return Some(KEY.into()),
        Caller::Program(Some(scope)) => vec![scope],
        Caller::Program(None) | Caller::Revoked => ALL.into(),
        _ => return person.map(|person| person.access),
    };
    let (gate, key) = (app.gate(), tokens::api_key(app.gate().dice()));
    let hash = tokens::api_key_hash(&key);
    let (desk, home, now) = (gate.desk(), town.home.0, gate.now());
    let made = desk.add_api_key(home, "program".into(), scopes, hash, None, now);
    let id = made.await.expect("a key").id;
    if caller == Caller::Revoked {
        let revoked = desk.revoke_api_key(home, id, now).await;
        revoked.expect("a key is taken back");
    }
    Some(key)
}

/// Makes what a route names.
struct Things<'a> {
    app: &'a App,
    town: &'a Town,
    noun: Noun,
}

impl Things<'_> {
    /// One of them, as addresses name it, and the key that opens it where it is a booking.
    async fn one(
        &self,
        venue: VenueId,
        resource: ResourceId,
        whose: Option<AccountId>,
        number: usize,
    ) -> (String, Option<String>) {
        let app = self.app;
        let name = match self.noun {
            Noun::Nothing | Noun::Venue => String::new(),
            Noun::Kind => "table".into(),
            Noun::Resource => resource.to_string(),
            Noun::Block => match act(app, venue, block(app, resource)).await {
                Done::Block(block) => block.id.to_string(),
                other => panic!("no block but {other:?}"),
            },
            Noun::Slot => match act(app, venue, slot(app, resource)).await {
                Done::Slot(slot) => slot.id.to_string(),
                other => panic!("no slot but {other:?}"),
            },
            Noun::Hold => {
                match act(app, venue, Act::Hold(order(app, resource, Stage::ToCome))).await {
                    Done::Hold(hold) => app.gate().secret().hold_name(venue, hold.id),
                    other => panic!("no hold but {other:?}"),
                }
            }
            Noun::Booking(stage) => {
                let (booking, key) = booked(app, venue, resource, whose, stage).await;
                return (booking.id.to_string(), Some(key));
            }
            Noun::Key => self.key(venue, whose, number).await,
            Noun::User => self.user(venue, number).await,
            Noun::Member | Noun::Account => match whose.filter(|id| *id != self.town.other.id) {
                Some(own) => own.to_string(),
                None => {
                    self.member(venue, number + resource.0.unsigned_abs() as usize * 1_000)
                        .await
                }
            },
        };
        (name, None)
    }

    /// Somebody whom the venue knows.
    async fn member(&self, venue: VenueId, number: usize) -> String {
        let email = format!("member{number}.{venue}@example.org");
        let person = self.app.person(&email).await;
        self.app.appoint(&person, venue, Role::Staff, None).await;
        person.id.to_string()
    }

    /// A user of the contract that a venue speaks.
    async fn user(&self, venue: VenueId, number: usize) -> String {
        let gate = self.app.gate();
        let joining = Joining {
            account: NewAccount {
                realm: spoken(venue),
                username: Some(format!("user{number}")),
                email: None,
                email_confirmed: true,
                phone: None,
                names: Names::default(),
                language: None,
                password: None,
                operator: false,
            },
            role: Role::Customer,
            time: None,
            unique_phone: false,
            first: false,
            number: None,
        };
        match gate.desk().join(venue, joining, gate.now()).await {
            Ok(member) => member.account.id.to_string(),
            // The scene has one of them already, who does for both.
            Err(No::NotUnique { .. }) => {
                let known = gate
                    .desk()
                    .login(&spoken(venue), &format!("user{number}"))
                    .await;
                let known = known.expect("an answer").expect("a login");
                known.account.id.to_string()
            }
            Err(no) => panic!("no user: {no}"),
        }
    }

    async fn key(&self, venue: VenueId, maker: Option<AccountId>, number: usize) -> String {
        let (gate, name) = (self.app.gate(), format!("till {number}"));
        let hash = tokens::api_key_hash(&tokens::api_key(gate.dice()));
        let scopes = vec![Scope::ReadBookings];
        let made = gate
            .desk()
            .add_api_key(venue, name, scopes, hash, maker, gate.now());
        made.await.expect("a key").id.to_string()
    }
}

async fn act(app: &App, venue: VenueId, act: Act) -> Done {
    act_as(app, venue, Actor::OPERATOR, act).await
}

async fn act_as(app: &App, venue: VenueId, actor: Actor, act: Act) -> Done {
    let command = Command {
        actor,
        act,
        expects: None,
    };
    let gate = app.gate();
    let done = gate.desk().execute(venue, command, None, gate.now()).await;
    done.expect("it is done")
}

/// An hour that has just begun, or tomorrow's.
fn hour(app: &App, stage: Stage) -> Span {
    let minutes = match stage {
        Stage::Begun | Stage::Seated => -10,
        Stage::ToCome | Stage::Undecided => 24 * 60,
    };
    let from = later(app.gate().now(), SignedDuration::from_mins(minutes));
    Span::new(from, later(from, SignedDuration::from_hours(1))).expect("an hour")
}

fn order(app: &App, resource: ResourceId, stage: Stage) -> Order {
    Order {
        choice: Choice::These(vec![resource]),
        at: At::During(hour(app, stage)),
        party: Some(2),
    }
}

fn block(app: &App, resource: ResourceId) -> Act {
    Act::Block(NewBlock {
        resources: vec![resource],
        span: hour(app, Stage::ToCome),
        reason: None,
    })
}

fn slot(app: &App, resource: ResourceId) -> Act {
    Act::PublishSlot(SlotText {
        resource,
        span: hour(app, Stage::ToCome),
        topic: None,
        price: None,
    })
}

/// A booking and the key that opens it.
async fn booked(
    app: &App,
    venue: VenueId,
    resource: ResourceId,
    account: Option<AccountId>,
    stage: Stage,
) -> (Booking, String) {
    let new = NewBooking {
        order: Some(order(app, resource, stage)),
        hold: None,
        contact: Contact {
            name: None,
            email: None,
            phone: None,
        },
        note: None,
        language: None,
        channel: "api".into(),
    };
    let actor = Actor {
        role: Role::Customer,
        account,
        own: None,
    };
    match act_as(app, venue, actor, Act::Book(Box::new(new))).await {
        Done::Booking(booking) => {
            if stage == Stage::Seated {
                act(app, venue, Act::Seat(booking.id)).await;
            }
            let key = app.gate().secret().booking_key(venue, &booking);
            (*booking, key)
        }
        other => panic!("no booking but {other:?}"),
    }
}
