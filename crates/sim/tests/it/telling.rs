//! What a change was is told from the history, whatever has become of the booking since.

use bronya_desk::{Desk, Done, NewResource};
use bronya_domain::booking::Booking;
use bronya_domain::command::{Act, Actor, At, Choice, Command, Order, SlotText};
use bronya_domain::id::{BookingId, ResourceId, VenueId};
use bronya_domain::notice::{Glimpse, Told};
use bronya_domain::policy::{Admission, Bound, Policy, Stay};
use bronya_domain::resource::Schedule;
use bronya_sim::engines::{Database, both};
use bronya_store::{Store, outbox};

use crate::world::{
    booked, booking, by_guest, by_staff, desk, free_rules, now, order, span, table, venue,
};

/// Does one thing after another to one booking, and notes how it was after each.
async fn walk(
    desk: &Desk,
    venue: VenueId,
    first: Order,
    then: impl Fn(BookingId) -> Vec<Command>,
) -> Vec<(Booking, Actor)> {
    let made = by_guest(booking(first));
    let mut steps = vec![(
        booked(desk.execute(venue, made, None, now()).await),
        Actor::GUEST,
    )];
    for command in then(steps[0].0.id) {
        let actor = command.actor;
        steps.push((
            booked(desk.execute(venue, command, None, now()).await),
            actor,
        ));
    }
    steps
}

/// What the database tells of each change is what it was when it was made.
async fn check(
    database: &Database,
    venue: VenueId,
    steps: &[(Booking, Actor)],
    reasons: &[Option<&str>],
) {
    let store = Store::open_to_read(&database.address).await;
    let store = store.expect("a reader");
    let told = async |id, version| {
        let read = store.read(move |tx| Box::pin(outbox::told(tx, venue, id, version)));
        read.await.expect("an answer")
    };
    assert_eq!(steps.len(), reasons.len());
    let mut before = None;
    for ((after, by), reason) in steps.iter().zip(reasons) {
        let expected = Told {
            before: before.replace(Glimpse::of(after)),
            after: Glimpse::of(after),
            by: *by,
            reason: reason.map(str::to_owned),
        };
        assert_eq!(told(after.id, after.version).await, Some(expected));
    }
    let (last, _) = steps.last().expect("a step");
    assert_eq!(told(last.id, last.version + 1).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_that_moves_and_is_called_off() {
    for database in both().await {
        let desk = desk(&database).await;
        let venue = venue(&desk, "telling", 3, free_rules()).await;
        let first = Order {
            choice: Choice::These(vec![ResourceId(2), ResourceId(1)]),
            party: Some(7),
            ..order(2, span(60, 120))
        };
        let steps = walk(&desk, venue, first, |id| {
            let other = Order {
                party: Some(2),
                ..order(3, span(180, 240))
            };
            vec![
                by_staff(Act::Move(id, Box::new(other))),
                by_guest(Act::Cancel(id, Some("rain, alas".into()))),
            ]
        });
        let steps = steps.await;
        check(&database, venue, &steps, &[None, None, Some("rain, alas")]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_with_and_without_a_beginning_that_somebody_decides() {
    let policy = Policy {
        admission: Some(Admission::Request),
        answer_minutes: Some(Bound::Of(90)),
        stay: Some(Stay::UntilReleased),
        ..free_rules()
    };
    for database in both().await {
        let desk = desk(&database).await;
        let venue = venue(&desk, "telling", 2, policy.clone()).await;
        let steps = walk(&desk, venue, order(1, span(60, 120)), |id| {
            vec![by_staff(Act::Decline(id, Some("we are full".into())))]
        });
        let steps = steps.await;
        assert!(steps[0].0.deadline.is_some(), "somebody has to decide");
        check(&database, venue, &steps, &[None, Some("we are full")]).await;
        let open = Order {
            at: At::Confirmation,
            ..order(2, span(0, 1))
        };
        let steps = walk(&desk, venue, open, |id| {
            vec![by_staff(Act::Confirm(id, None))]
        });
        check(&database, venue, &steps.await, &[None, None]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_of_a_slot() {
    for database in both().await {
        let desk = desk(&database).await;
        let venue = venue(&desk, "telling", 0, free_rules()).await;
        let doctor = NewResource {
            schedule: Schedule::Slots,
            ..table()
        };
        desk.add_resources(venue, vec![doctor])
            .await
            .expect("a doctor");
        let slot = Act::PublishSlot(SlotText {
            resource: ResourceId(1),
            span: span(60, 90),
            topic: None,
            price: None,
        });
        let slot = match desk.execute(venue, by_staff(slot), None, now()).await {
            Ok(Done::Slot(slot)) => slot.id,
            other => panic!("no slot, but {other:?}"),
        };
        let wish = Order {
            at: At::Slot(slot),
            ..order(1, span(0, 1))
        };
        let steps = walk(&desk, venue, wish, |id| {
            vec![by_guest(Act::Cancel(id, None))]
        });
        let steps = steps.await;
        assert_eq!(steps[0].0.slot, Some(slot));
        check(&database, venue, &steps, &[None, None]).await;
    }
}
