//! What is kept of one person: all of it is handed out, and all of it is gone once it was erased, while the venue's
//! books still add up.

use bronya_desk::{Desk, Done, Lead, NewAccount, Person, persons::LetterState};
use bronya_domain::booking::{Booking, Contact};
use bronya_domain::catalog::Language;
use bronya_domain::command::{Act, Actor, At, Choice, Command, NewBooking, Order, Role};
use bronya_domain::id::{AccountId, ResourceId, VenueId};
use bronya_domain::notice::Topic;
use bronya_domain::people::{Names, Purpose};
use bronya_domain::span::Span;
use bronya_sim::auditor::verify;
use bronya_sim::engines::{Database, both};
use bronya_store::{Address, Store};

use crate::world::{
    afresh, code, come_in, is_in, newcomer, now, operator, second, somebody, two, venue,
};

/// Stands in everything that is Anna's and in nothing else.
const MARK: &str = "zanna";

fn anna() -> NewAccount {
    let said = |word: &str| Some(format!("{word} {MARK}"));
    NewAccount {
        username: said("login"),
        email_confirmed: false,
        phone: said("+49"),
        names: Names {
            first: said("first"),
            last: said("last"),
            middle: said("middle"),
        },
        language: Some(Language::Ru),
        password: said("hash"),
        ..newcomer(&email())
    }
}

fn email() -> String {
    format!("{MARK}@example.org")
}

fn contact() -> Contact {
    Contact {
        name: Some(format!("name {MARK}")),
        email: Some(email()),
        phone: Some(format!("+49 {MARK}")),
    }
}

fn customer(account: AccountId) -> Actor {
    Actor {
        role: Role::Customer,
        account: Some(account),
        own: None,
    }
}

/// Books the first table for ten minutes from the so manieth ten minutes on.
async fn book(desk: &Desk, venue: VenueId, actor: Actor, contact: Contact, number: i64) -> Booking {
    let from = second(600 * (number + 1));
    let span = Span::new(from, second(600 * (number + 2))).expect("a span");
    let new = NewBooking {
        order: Some(Order {
            choice: Choice::These(vec![ResourceId(1)]),
            at: At::During(span),
            party: Some(2),
        }),
        hold: None,
        contact,
        note: Some(format!("note {MARK}")),
        language: None,
        channel: "test".into(),
    };
    done(desk, venue, actor, Act::Book(Box::new(new))).await
}

async fn done(desk: &Desk, venue: VenueId, actor: Actor, act: Act) -> Booking {
    let command = Command {
        actor,
        act,
        expects: None,
    };
    match desk.execute(venue, command, None, now()).await {
        Ok(Done::Booking(booking)) => *booking,
        other => panic!("no booking, but {other:?}"),
    }
}

/// The tables in which the mark still stands, read past the desk and the store.
async fn marked(database: &Database) -> Vec<String> {
    match &database.address {
        Address::Sqlite(path) => marked_in_file(path),
        Address::Postgres(_) => {
            let said = database.run(&asks_every_table()).await;
            said.err().map_or(Vec::new(), |tables| vec![tables])
        }
    }
}

fn marked_in_file(path: &std::path::Path) -> Vec<String> {
    let file = rusqlite::Connection::open(path).expect("the file");
    let names = "select name from sqlite_master where type = 'table'";
    let mut names = file.prepare(names).expect("a question");
    let names = names.query_map([], |row| row.get(0)).expect("an answer");
    let names: Vec<String> = names.collect::<Result<_, _>>().expect("names");
    assert!(names.len() > 10, "{names:?}");
    let is_marked = |name: &String| {
        let mut all = file
            .prepare(&format!("select * from {name}"))
            .expect("a table");
        let columns = all.column_count();
        let mut rows = all.query([]).expect("rows");
        let mut found = false;
        while let Some(row) = rows.next().expect("a row") {
            found |= (0..columns).any(|column| {
                let cell = row.get_ref(column).expect("a cell");
                cell.as_str_or_null()
                    .ok()
                    .flatten()
                    .is_some_and(|text| text.contains(MARK))
            });
        }
        found
    };
    names.into_iter().filter(is_marked).collect()
}

/// Fails with the names of the tables in which the mark stands.
fn asks_every_table() -> String {
    format!(
        "do $$ declare t text; n int; found text := ''; begin
            for t in select table_name from information_schema.tables where table_schema = 'public' loop
                execute format('select count(*) from %I x where x::text like ''%%{MARK}%%''', t) into n;
                if n > 0 then found := found || ' ' || t; end if;
            end loop;
            if found <> '' then raise exception '%', found; end if;
        end $$"
    )
}

async fn check_audit(database: &Database, bookings: u64) {
    let store = Store::open_to_read(&database.address)
        .await
        .expect("a reader");
    let audit = verify(&store).await.expect("an audit");
    assert_eq!(audit.findings, []);
    assert_eq!(audit.bookings, bookings);
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_of_a_person_is_handed_out() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        let (here, there) = (venue(&desk, "here").await, venue(&desk, "there").await);
        let id = desk.register(anna(), now()).await.expect("anna").id;
        let role = desk.set_member(here, id, Role::Specialist, Some(ResourceId(1)));
        role.await.expect("a role");
        let link = desk.issue_ticket(Purpose::PasswordReset, id, email(), now());
        link.await.expect("a link");
        let first = book(&desk, here, customer(id), contact(), 0).await;
        book(&desk, there, customer(id), contact(), 1).await;
        book(&desk, there, Actor::GUEST, Contact::default(), 2).await;
        let why = Some("ill".to_owned());
        done(
            &desk,
            here,
            customer(id),
            Act::Cancel(first.id, why.clone()),
        )
        .await;

        let export = other.export(Person::Account(id)).await.expect("an export");
        let account = export.account.expect("an account");
        assert_eq!(
            (account.email, account.names),
            (Some(email()), anna().names)
        );
        assert_eq!(export.roles.len(), 2, "who booked is known there");
        assert_eq!(
            (export.roles[0].venue.as_str(), export.roles[0].role),
            ("here", Role::Specialist)
        );
        let reset = (export.letters[0].topic.as_str(), export.letters[0].state);
        assert_eq!(reset, ("password_reset", LetterState::Waiting));
        let venues: Vec<&str> = export
            .bookings
            .iter()
            .map(|one| one.venue.as_str())
            .collect();
        assert_eq!(venues, ["here", "there"]);
        let one = &export.bookings[0];
        assert_eq!(
            (one.code.clone(), one.from),
            (first.id.code(here), Some(second(600)))
        );
        assert_eq!((&one.contact, &one.note), (&first.contact, &first.note));
        let acts: Vec<_> = one.history.iter().map(|line| line.act.as_str()).collect();
        assert_eq!(
            (acts, &one.history[1].reason),
            (vec!["book", "cancel"], &why)
        );
        let topics: Vec<_> = one
            .letters
            .iter()
            .map(|letter| letter.topic.as_str())
            .collect();
        assert!(topics.contains(&"confirmed"), "{topics:?}");

        // A guest is known at one venue, by his address or by his number, and a booking with both is named once.
        for contact in [email(), format!("+49 {MARK}")] {
            let guest = Person::Contact {
                venue: there,
                contact,
            };
            let export = other.export(guest).await.expect("an export");
            assert_eq!((export.account, export.bookings.len()), (None, 1));
        }
        let nobody = other.export(Person::Account(AccountId(9))).await;
        assert_eq!(code(nobody), "unknown_account");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_an_erased_account_nothing_is_left_but_what_was_booked() {
    // More than one round takes on.
    const BOOKINGS: i64 = 230;
    for database in both().await {
        let [desk, other] = two(&database).await;
        let (here, there) = (venue(&desk, "here").await, venue(&desk, "there").await);
        let id = desk.register(anna(), now()).await.expect("anna").id;
        desk.set_member(there, id, Role::Staff, None)
            .await
            .expect("a role");
        come_in(&desk, id, "s").await;
        let link = desk.issue_ticket(Purpose::AddressConfirmation, id, email(), now());
        let link = link.await.expect("a link").id;
        for number in 0..BOOKINGS {
            book(&desk, here, customer(id), contact(), number).await;
        }
        let why = || Some(format!("because {MARK}"));
        let hers = book(&desk, there, customer(id), contact(), 0).await;
        done(&desk, there, Actor::GUEST, Act::Cancel(hers.id, why())).await;
        // Another guest's booking, which she calls off as one of the staff; the letter about it waits.
        let his = Contact {
            email: Some("ivan@example.org".into()),
            ..Contact::default()
        };
        let his = plain(&desk, there, his).await;
        let staff = Actor {
            role: Role::Staff,
            ..customer(id)
        };
        done(&desk, there, staff, Act::Cancel(his.id, why())).await;
        assert!(
            !marked(&database).await.is_empty(),
            "the search finds what is there"
        );

        let erased = other.erase(Person::Account(id), now()).await;
        assert_eq!(erased, Ok(BOOKINGS as u64 + 1));
        assert_eq!(marked(&database).await, Vec::<String>::new());
        check_audit(&database, BOOKINGS as u64 + 2).await;
        assert_eq!(afresh(&desk, id).await.erased_at, Some(now()));
        assert!(!is_in(&desk, "s").await);
        assert_eq!(desk.ticket(link).await, Ok(None));
        assert_eq!(desk.member(there, id).await, Ok(None));
        let kept = desk.booking(there, hers.id).await.expect("it stays");
        assert_eq!(
            (kept.contact, kept.account, kept.version),
            (Contact::default(), None, 2)
        );
        // Only the letter to the other guest is still carried, without her words.
        let mut reasons = Vec::new();
        loop {
            let lent = desk.lease_letters(second(1), second(60), 1000).await;
            let lent = lent.expect("letters");
            if lent.is_empty() {
                break;
            }
            for lent in &lent {
                match desk.letter(lent, second(1)).await.expect("a letter") {
                    Lead::OfBooking(letter) if letter.notice.topic == Topic::Cancelled => {
                        reasons.push(letter.told.reason);
                    }
                    _ => {}
                }
            }
        }
        assert_eq!(reasons, [None]);
        let again = other.erase(Person::Account(id), second(5)).await;
        assert_eq!(again, Ok(0));
        assert_eq!(afresh(&desk, id).await.erased_at, Some(now()));
        let back = desk
            .register(anna(), now())
            .await
            .expect("the names are free");
        assert_ne!(back.id, id);
    }
}

/// A booking of another guest, in which the mark does not stand.
async fn plain(desk: &Desk, venue: VenueId, contact: Contact) -> Booking {
    let span = Span::new(second(60), second(120)).expect("a span");
    let new = NewBooking {
        order: Some(Order {
            choice: Choice::These(vec![ResourceId(2)]),
            at: At::During(span),
            party: None,
        }),
        hold: None,
        contact,
        note: Some("by the window".into()),
        language: None,
        channel: "test".into(),
    };
    done(desk, venue, Actor::GUEST, Act::Book(Box::new(new))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_is_erased_at_his_venue_and_nobody_else_is() {
    // More than one round takes on.
    const MORE: i64 = 200;
    for database in both().await {
        let [desk, other] = two(&database).await;
        let (here, there) = (venue(&desk, "here").await, venue(&desk, "there").await);
        let by_email = Contact {
            phone: None,
            ..contact()
        };
        let by_phone = Contact {
            email: None,
            ..contact()
        };
        for (number, contact) in [by_email, by_phone, contact()].into_iter().enumerate() {
            let made = book(&desk, here, Actor::GUEST, contact, number as i64).await;
            let why = Some(format!("because {MARK}"));
            done(&desk, here, Actor::GUEST, Act::Cancel(made.id, why)).await;
        }
        for number in 3..3 + MORE {
            book(&desk, here, Actor::GUEST, contact(), number).await;
        }
        let his = Contact {
            email: Some("ivan@example.org".into()),
            ..Contact::default()
        };
        let his = plain(&desk, here, his).await;
        let elsewhere = book(&desk, there, Actor::GUEST, contact(), 0).await;
        for (contact, count) in [(email(), 2 + MORE as u64), (format!("+49 {MARK}"), 1)] {
            let guest = Person::Contact {
                venue: here,
                contact,
            };
            assert_eq!(other.erase(guest.clone(), now()).await, Ok(count));
            assert_eq!(other.export(guest).await.expect("an export").bookings, []);
        }
        let ivan = desk.booking(here, his.id).await.expect("it stays");
        assert_eq!((ivan.contact, ivan.note), (his.contact, his.note));
        let kept = desk.booking(there, elsewhere.id).await.expect("it stays");
        assert_eq!(kept.contact, contact());
        let guest = Person::Contact {
            venue: there,
            contact: email(),
        };
        assert_eq!(other.erase(guest, now()).await, Ok(1));
        assert_eq!(marked(&database).await, Vec::<String>::new());
        check_audit(&database, 5 + MORE as u64).await;
        let nowhere = Person::Contact {
            venue: VenueId(9),
            contact: email(),
        };
        assert!(other.erase(nowhere, now()).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_operator_is_not_erased() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        let first = operator(&desk, "first@example.org").await.id;
        let alone = other.erase(Person::Account(first), now()).await;
        assert_eq!(code(alone), "last_operator");
        let second = operator(&desk, "second@example.org").await.id;
        somebody(&desk, "anna@example.org").await;
        assert_eq!(other.erase(Person::Account(first), now()).await, Ok(0));
        let alone = desk.erase(Person::Account(second), now()).await;
        assert_eq!(code(alone), "last_operator");
        let nobody = desk.erase(Person::Account(AccountId(9)), now()).await;
        assert_eq!(code(nobody), "unknown_account");
    }
}
