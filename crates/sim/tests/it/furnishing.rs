//! Resources are added under numbers and names that nobody else has, however many add them at once; and what is taken
//! of them, and by whom, can be asked.

use std::sync::Arc;

use bronya_desk::{Desk, Filter, NewResource, No, SlotTaker};
use bronya_domain::command::{Act, Actor, At, Choice, Command, NewBlock, Order, Role, SlotText};
use bronya_domain::id::{AccountId, ResourceId, SlotId, VenueId};
use bronya_domain::occupancy::Owner;
use bronya_domain::policy::{Admission, Bound, Policy, Stay};
use bronya_domain::resource::{Schedule, Slot};
use bronya_domain::settings::{ResourceEdit, SettingsChange};
use bronya_domain::span::Span;
use bronya_sim::engines::both;
use tokio::sync::Barrier;

use crate::world::{
    booked, booking, by_guest, by_staff, desk, free_rules, minute, now, order, span, table, venue,
};

const RIVALS: usize = 16;

fn numbered(id: Option<i64>) -> NewResource {
    NewResource { id, ..table() }
}

fn called(name: &str) -> NewResource {
    NewResource {
        name: Some(name.into()),
        unique_name: true,
        ..table()
    }
}

async fn ids(desk: &Desk, slug: &str) -> Vec<i64> {
    let catalog = desk.venue(slug).await.expect("the venue");
    let mut ids: Vec<i64> = (catalog.listed().iter())
        .map(|listed| listed.resource.id.0)
        .collect();
    ids.sort_unstable();
    ids
}

async fn add(desk: &Desk, venue: VenueId, new: NewResource) -> Result<ResourceId, No> {
    let added = desk.add_resource(venue, new, None, now()).await;
    added.map(|(_, id)| id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resource_comes_under_the_number_that_is_asked_for_if_nobody_ever_had_it() {
    for database in both().await {
        let desk = desk(&database).await;
        let venue = venue(&desk, "v", 2, free_rules()).await;
        let several = [Some(7), None, Some(4)].map(numbered).to_vec();
        desk.add_resources(venue, several).await.expect("added");
        assert_eq!(ids(&desk, "v").await, [1, 2, 4, 7, 8]);
        let taken = No::NotUnique { field: "id" };
        for id in [-1, 0, 2, 3, 8] {
            assert_eq!(
                add(&desk, venue, numbered(Some(id))).await,
                Err(taken.clone())
            );
        }
        let twice = vec![numbered(Some(20)), numbered(Some(20))];
        assert_eq!(desk.add_resources(venue, twice).await.err(), Some(taken));
        let next = add(&desk, venue, numbered(Some(9))).await;
        assert_eq!(next, Ok(ResourceId(9)));
        assert_eq!(add(&desk, venue, numbered(None)).await, Ok(ResourceId(10)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_want_one_name_at_once_exactly_one_gets_it() {
    for database in both().await {
        let desk = desk(&database).await;
        let venue = venue(&desk, "v", RIVALS, free_rules()).await;
        let gate = Arc::new(Barrier::new(2 * RIVALS));
        let runs: Vec<_> = (0..2 * RIVALS)
            .map(|client| {
                let (desk, gate) = (desk.clone(), gate.clone());
                tokio::spawn(async move {
                    gate.wait().await;
                    if client < RIVALS {
                        return add(&desk, venue, called("Window")).await.map(drop);
                    }
                    let edit = ResourceEdit {
                        name: Some("Window".into()),
                        unique_name: true,
                        ..ResourceEdit::default()
                    };
                    let id = ResourceId((client - RIVALS) as i64 + 1);
                    let change = SettingsChange::Resource(id, Box::new(edit));
                    let changed = desk.change_settings(venue, change, None, now()).await;
                    changed.map(drop)
                })
            })
            .collect();
        let mut got = 0;
        for run in runs {
            match run.await.expect("a client that does not panic") {
                Ok(()) => got += 1,
                Err(no) => assert_eq!(no, No::NotUnique { field: "name" }),
            }
        }
        assert_eq!(got, 1, "on {}", desk.engine_name());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_free_again_once_its_resource_left_and_whoever_does_not_mind_shares_it() {
    for database in both().await {
        let desk = desk(&database).await;
        let venue = venue(&desk, "v", 0, free_rules()).await;
        let first = add(&desk, venue, called("Window")).await.expect("added");
        let shared = NewResource {
            unique_name: false,
            ..called("Window")
        };
        let second = add(&desk, venue, shared.clone()).await.expect("added");
        let taken = No::NotUnique { field: "name" };
        let both = vec![shared.clone(), called("Door"), called("Door")];
        assert_eq!(
            desk.add_resources(venue, both).await.err(),
            Some(taken.clone())
        );
        for id in [first, second] {
            assert_eq!(
                add(&desk, venue, called("Window")).await,
                Err(taken.clone())
            );
            let retire = by_staff(Act::RetireResource(id));
            desk.execute(venue, retire, None, now())
                .await
                .expect("gone");
        }
        let third = add(&desk, venue, called("Window")).await.expect("added");
        let same = ResourceEdit {
            name: Some("Window".into()),
            unique_name: true,
            ..ResourceEdit::default()
        };
        let same = SettingsChange::Resource(third, Box::new(same));
        let kept = desk.change_settings(venue, same, None, now()).await;
        kept.expect("a resource is not in its own way");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_is_told_with_who_took_it() {
    for database in both().await {
        let desk = desk(&database).await;
        let venue = venue(&desk, "v", 3, free_rules()).await;
        let run = |command| desk.execute(venue, command, None, now());
        let made = booked(run(by_guest(booking(order(2, span(60, 120))))).await);
        let hold = by_guest(Act::Hold(order(1, span(0, 60))));
        run(hold).await.expect("held");
        let block = NewBlock {
            resources: vec![ResourceId(3)],
            span: span(2000, 3000),
            reason: None,
        };
        run(by_staff(Act::Block(block))).await.expect("blocked");
        let catalog = desk.venue("v").await.expect("the venue");
        let taken = async |within: Span, now| {
            let taken = desk.taken(&catalog, within, now).await.expect("an answer");
            let named = |owner| match owner {
                Owner::Booking(id) if id == made.id => "booking",
                Owner::Booking(_) => "another",
                Owner::Hold(_) => "hold",
                Owner::Block(_) => "block",
            };
            let one = |taken: &bronya_domain::occupancy::Taken| {
                (taken.claim.resource.0, named(taken.owner))
            };
            taken.iter().map(one).collect::<Vec<_>>()
        };
        let all = [(1, "hold"), (2, "booking"), (3, "block")];
        assert_eq!(taken(Span::open(now()), now()).await, all);
        assert_eq!(taken(Span::open(now()), minute(6)).await, all[1..]);
        assert_eq!(taken(span(59, 60), now()).await, all[..1]);
        assert_eq!(taken(span(119, 121), now()).await, all[1..2]);
        assert_eq!(taken(span(120, 2000), now()).await, []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_finds_its_bookings_at_a_venue_page_by_page() {
    for database in both().await {
        let desk = desk(&database).await;
        let venue = venue(&desk, "v", 1, free_rules()).await;
        let by = |account| Actor {
            role: Role::Guest,
            account: Some(AccountId(account)),
            own: None,
        };
        for (place, account) in [(3, 5), (1, 5), (2, 6), (0, 5)] {
            let command = Command {
                actor: by(account),
                ..by_guest(booking(order(1, span(place * 60, place * 60 + 60))))
            };
            booked(desk.execute(venue, command, None, now()).await);
        }
        let mine = Filter {
            account: Some(AccountId(5)),
            ..Filter::default()
        };
        let first = desk
            .bookings(venue, mine.clone(), None, 2)
            .await
            .expect("a page");
        let starts = |page: &bronya_desk::Page<bronya_domain::booking::Booking>| {
            let start =
                |booking: &bronya_domain::booking::Booking| booking.when.span().map(Span::from);
            page.items.iter().filter_map(start).collect::<Vec<_>>()
        };
        assert_eq!(starts(&first), [minute(0), minute(60)]);
        let second = desk
            .bookings(venue, mine, first.next, 2)
            .await
            .expect("a page");
        assert_eq!(starts(&second), [minute(180)]);
        assert_eq!(second.next, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_had_from_its_confirmation_on_is_asked_of_the_desk() {
    for database in both().await {
        let desk = desk(&database).await;
        let until_released = Policy {
            stay: Some(Stay::UntilReleased),
            ..free_rules()
        };
        let venue = venue(&desk, "v", 2, until_released).await;
        let far = by_guest(booking(order(1, span(100_000, 100_060))));
        booked(desk.execute(venue, far, None, now()).await);
        let catalog = desk.venue("v").await.expect("the venue");
        let any = bronya_domain::command::Filter::default();
        let found = desk.available_from_confirmation(&catalog, None, &any, now());
        let found = found.await.expect("an answer");
        let ids: Vec<i64> = found.iter().map(|offer| offer.resource.0).collect();
        assert_eq!(ids, [2]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn slots_are_listed_page_by_page_with_who_takes_them_and_a_credit_stays_one() {
    for database in both().await {
        let desk = desk(&database).await;
        let venue = venue(&desk, "v", 0, free_rules()).await;
        let doctor = |admission| NewResource {
            schedule: Schedule::Slots,
            policy: Policy {
                admission,
                answer_minutes: Some(Bound::Of(30)),
                ..Policy::default()
            },
            ..table()
        };
        let doctors = [None, Some(Admission::Request)].map(doctor).to_vec();
        desk.add_resources(venue, doctors).await.expect("doctors");
        for (doctor, from) in [(1, 60), (1, 120), (2, 60)] {
            let text = SlotText {
                resource: ResourceId(doctor),
                span: span(from, from + 30),
                topic: None,
                price: Some(-99_999),
            };
            let publish = by_staff(Act::PublishSlot(text));
            desk.execute(venue, publish, None, now())
                .await
                .expect("published");
        }
        let all = Span::open(now());
        let page = async |resource, after, most| {
            let page = desk.slots_after(venue, all, resource, after, most).await;
            page.expect("a page")
        };
        let numbers = |slots: &[Slot]| slots.iter().map(|slot| slot.id.0).collect::<Vec<_>>();
        let first = page(None, None, 2).await;
        assert_eq!(numbers(&first), [1, 3]);
        let last = Some((first[1].span.from(), first[1].id));
        assert_eq!(numbers(&page(None, last, 2).await), [2]);
        assert_eq!(numbers(&page(Some(ResourceId(1)), None, 9).await), [1, 2]);

        let ask = |slot| Order {
            choice: Choice::Any(bronya_domain::command::Filter::default()),
            at: At::Slot(SlotId(slot)),
            party: None,
        };
        let taken = booked(
            desk.execute(venue, by_guest(booking(ask(2))), None, now())
                .await,
        );
        assert_eq!(taken.price.minor, -99_999);
        let asked = booked(
            desk.execute(venue, by_guest(booking(ask(3))), None, now())
                .await,
        );
        let takers = async |within, now| {
            let takers = desk.bookings_of_slots(venue, within, now).await;
            let told = |taker: &SlotTaker| (taker.slot.0, taker.booking, taker.state.name());
            takers.expect("takers").iter().map(told).collect::<Vec<_>>()
        };
        let both = [(3, asked.id, "requested"), (2, taken.id, "confirmed")];
        assert_eq!(takers(all, now()).await, both);
        assert_eq!(takers(span(120, 121), now()).await, both[1..]);
        assert_eq!(
            takers(all, minute(30)).await,
            both[1..],
            "nobody answered in time"
        );
        let leave = by_guest(Act::Cancel(taken.id, None));
        desk.execute(venue, leave, None, now()).await.expect("left");
        assert_eq!(takers(all, now()).await, both[..1]);
        let store = bronya_store::Store::open_to_read(&database.address).await;
        let audit = bronya_sim::auditor::verify(&store.expect("a reader")).await;
        assert_eq!(audit.expect("an audit").findings, []);
    }
}
