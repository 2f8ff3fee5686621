//! The history of a venue, and hearing of it as it happens.

use std::time::Duration;

use bronya_desk::{Desk, Ear, Entry, Heard, HistoryPlace, Person, Subject, Wanted};
use bronya_domain::booking::Contact;
use bronya_domain::command::{Act, Actor, At, Choice, Command, NewBlock, NewBooking, Order, Role};
use bronya_domain::happening::About;
use bronya_domain::id::{AccountId, BookingId, ResourceId, VenueId};
use bronya_domain::people::Scope;
use bronya_domain::settings::{SettingsChange, VenueEdit};
use bronya_domain::span::Span;
use bronya_sim::engines::both;

use crate::world::{now, second, somebody, table, two, venue};

/// How long something that is about to be heard may take.
const PATIENCE: Duration = Duration::from_secs(20);

fn admin(account: AccountId) -> Actor {
    Actor {
        role: Role::Admin,
        account: Some(account),
        own: None,
    }
}

/// Two hours at a table, so many hours from now.
fn stay(hours: i64) -> Span {
    let at = |hours: i64| second(hours * 3600);
    Span::new(at(hours), at(hours + 2)).expect("a span")
}

async fn acts(desk: &Desk, venue: VenueId, actor: Actor, act: Act, at: i64) {
    let command = Command {
        actor,
        act,
        expects: None,
    };
    let done = desk.execute(venue, command, None, second(at)).await;
    done.expect("it is done");
}

fn booking(hours: i64) -> Act {
    Act::Book(Box::new(NewBooking {
        order: Some(Order {
            choice: Choice::These(vec![ResourceId(1)]),
            at: At::During(stay(hours)),
            party: Some(2),
        }),
        hold: None,
        contact: Contact {
            name: Some("Anna".into()),
            ..Contact::default()
        },
        note: None,
        language: None,
        channel: "api".into(),
    }))
}

fn block() -> Act {
    Act::Block(NewBlock {
        resources: vec![ResourceId(1), ResourceId(2)],
        span: stay(10),
        reason: Some("paint".into()),
    })
}

/// Who did what to what, in a word each.
fn told(entries: &[Entry]) -> Vec<String> {
    let line = |entry: &Entry| {
        let (happening, about) = (&entry.happening, &entry.happening.about);
        let number = about.number().map_or(String::new(), |id| format!(" {id}"));
        let (role, act) = (happening.by.role.name(), &happening.act);
        format!("{role} {act} {}{number}", about.name())
    };
    entries.iter().map(line).collect()
}

async fn history(desk: &Desk, venue: VenueId, wanted: Wanted) -> Vec<String> {
    let page = desk.happenings(venue, wanted, None, 100).await;
    told(&page.expect("a history").items)
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_is_done_to_a_venue_stands_in_its_history_with_who_did_it() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        let here = venue(&desk, "here").await;
        let there = venue(&desk, "there").await;
        let anna = somebody(&desk, "anna@example.org").await.id;
        let ben = somebody(&desk, "ben@example.org").await.id;
        assert_eq!(
            history(&other, here, Wanted::default()).await,
            [""; 0],
            "how a house is furnished from the command line is nobody's deed"
        );
        let by = |at: i64| desk.by(admin(anna), second(at));
        let edit = VenueEdit {
            name: Some("Here".into()),
            ..VenueEdit::default()
        };
        let change = SettingsChange::Venue(edit);
        by(1)
            .change_settings(here, change, None, second(1))
            .await
            .expect("changed");
        by(2)
            .add_resources(here, vec![table(), table()])
            .await
            .expect("added");
        by(3)
            .set_member(here, ben, Role::Staff, None)
            .await
            .expect("set");
        by(4)
            .set_member_blocked(here, ben, true)
            .await
            .expect("blocked");
        let scopes = vec![Scope::ReadBookings];
        let till = by(5);
        let key = till.add_api_key(here, "till".into(), scopes, "hash".into(), None, second(5));
        let key = key.await.expect("a key").id;
        by(6)
            .revoke_api_key(here, key, second(6))
            .await
            .expect("revoked");
        acts(&other, here, Actor::GUEST, booking(1), 7).await;
        acts(&desk, here, admin(anna), block(), 8).await;
        let decline = Act::Cancel(BookingId(1), Some("ill".into()));
        acts(&other, here, admin(anna), decline, 8).await;
        let all = [
            "admin cancel booking 1",
            "admin block block 1",
            "guest book booking 1",
            "admin revoke_key key 1",
            "admin add_key key 1",
            "admin block_member member 2",
            "admin set_role member 2",
            "admin add_resource resource 4",
            "admin add_resource resource 3",
            "admin change_venue venue",
        ];
        assert_eq!(history(&other, here, Wanted::default()).await, all);
        assert_eq!(history(&other, there, Wanted::default()).await, [""; 0]);

        let mut place: Option<HistoryPlace> = None;
        let mut pages = Vec::new();
        loop {
            let page = other.happenings(here, Wanted::default(), place, 3).await;
            let page = page.expect("a page");
            pages.extend(told(&page.items));
            assert!(page.items.len() == 3 || page.next.is_none());
            match page.next {
                // As it stands in an address.
                Some(next) => place = Some(next.to_string().parse().expect("a place")),
                None => break,
            }
        }
        assert_eq!(
            pages, all,
            "page by page nothing is lost and nothing comes twice"
        );

        let of = |subject: Subject| Wanted {
            subject: Some(subject),
            ..Wanted::default()
        };
        let found = history(&other, here, of(Subject::Booking(BookingId(1)))).await;
        assert_eq!(found, [all[0], all[2]]);
        let found = history(&other, here, of(Subject::Resource(ResourceId(1)))).await;
        assert_eq!(found, [all[0], all[1], all[2]]);
        let found = history(&other, here, of(Subject::Resource(ResourceId(3)))).await;
        assert_eq!(found, [all[8]]);
        let member = Subject::Thing("member".into(), ben.0);
        assert_eq!(history(&other, here, of(member)).await, [all[5], all[6]]);
        let by_anna = Wanted {
            by: Some(anna),
            act: Some("cancel".into()),
            ..Wanted::default()
        };
        assert_eq!(history(&other, here, by_anna).await, [all[0]]);
        let early = Wanted {
            from: Some(second(2)),
            until: Some(second(4)),
            ..Wanted::default()
        };
        assert_eq!(history(&other, here, early).await, all[6..9]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_says_who_it_was_and_forgets_his_words_with_him() {
    for database in both().await {
        let [desk, _] = two(&database).await;
        let here = venue(&desk, "here").await;
        let anna = somebody(&desk, "anna@example.org").await.id;
        acts(&desk, here, Actor::GUEST, booking(1), 1).await;
        acts(&desk, here, admin(anna), block(), 2).await;
        let page = desk.happenings(here, Wanted::default(), None, 9).await;
        let items = page.expect("a history").items;
        let [block, booked] = &items[..] else {
            panic!("{items:?}")
        };
        assert_eq!(block.name.as_deref(), Some("anna@example.org"));
        assert_eq!(block.happening.reason.as_deref(), Some("paint"));
        assert_eq!(
            block.happening.about.resources(),
            [ResourceId(1), ResourceId(2)]
        );
        assert_eq!(booked.whom.as_deref(), Some("Anna"));
        assert!(matches!(
            booked.happening.about,
            About::Booking { version: 1, .. }
        ));
        let erased = desk.erase(Person::Account(anna), now()).await;
        erased.expect("erased");
        let page = desk.happenings(here, Wanted::default(), None, 1).await;
        let block = page.expect("a history").items.remove(0);
        assert_eq!((block.name, block.happening.reason), (None, None));
        assert_eq!(
            block.happening.by.account,
            Some(anna),
            "who did it stays a number"
        );
    }
}

/// The next that is heard.
async fn heard(ear: &mut Ear) -> Heard {
    let next = async {
        loop {
            if let Some(heard) = ear.heard().await.expect("it is read") {
                return heard;
            }
            ear.rung().await;
        }
    };
    let next = tokio::time::timeout(PATIENCE, next).await;
    next.expect("something is heard")
}

/// What the next commit did that did anything worth a line; a look afresh counts as one.
async fn news(ear: &mut Ear) -> Vec<String> {
    loop {
        match heard(ear).await {
            Heard::Commit { entries, .. } if entries.is_empty() => {}
            Heard::Commit { entries, .. } => return told(&entries),
            Heard::Afresh { .. } => return vec!["afresh".into()],
            Heard::End => return vec!["end".into()],
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_instance_does_the_others_hear() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        let here = venue(&desk, "here").await;
        let there = venue(&desk, "there").await;
        let mut ear = other.listen(here, None).await.expect("an ear");
        // An instance that has just begun to hear the others may say first that it missed something.
        let mut hours = (1..).map(|hour| 100 + 3 * hour);
        loop {
            let hour = hours.next().expect("an hour");
            acts(&desk, here, Actor::GUEST, booking(hour), 0).await;
            if news(&mut ear).await != ["afresh"] {
                break;
            }
        }
        acts(&desk, there, Actor::GUEST, booking(1), 1).await;
        acts(&desk, here, Actor::GUEST, booking(1), 2).await;
        acts(&desk, here, Actor::OPERATOR, block(), 3).await;
        let mut said = Vec::new();
        while said
            .last()
            .is_none_or(|last: &String| !last.contains("block"))
        {
            said.extend(news(&mut ear).await);
        }
        let [.., booked, blocked] = &said[..] else {
            panic!("{said:?}")
        };
        assert!(booked.starts_with("guest book booking"), "{said:?}");
        assert_eq!(blocked, "operator block block 1");
        other.hush();
        assert_eq!(news(&mut ear).await, ["end"]);
        let mut late = other.listen(here, None).await.expect("an ear");
        assert_eq!(news(&mut late).await, ["end"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_hears_what_he_missed_or_is_told_to_look_afresh() {
    for database in both().await {
        let [desk, _] = two(&database).await;
        let here = venue(&desk, "here").await;
        let mut ear = desk.listen(here, None).await.expect("an ear");
        let mut known = None;
        for hour in [1, 4, 7] {
            acts(&desk, here, Actor::GUEST, booking(hour), 0).await;
            match heard(&mut ear).await {
                Heard::Commit { revision, .. } => known = known.or(Some(revision)),
                Heard::Afresh { .. } | Heard::End => {}
            }
        }
        drop(ear);
        if let Some(known) = known.filter(|_| desk.engine_name() == "sqlite") {
            let mut back = desk.listen(here, Some(known)).await.expect("an ear");
            assert_eq!(news(&mut back).await, ["guest book booking 2"]);
            assert_eq!(news(&mut back).await, ["guest book booking 3"]);
        }
        for strange in [-1, 0, 1_000_000] {
            let mut lost = desk.listen(here, Some(strange)).await.expect("an ear");
            assert_eq!(news(&mut lost).await, ["afresh"], "{strange}");
        }
    }
}
