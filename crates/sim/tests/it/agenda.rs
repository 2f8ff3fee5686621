//! What the staff's screens ask of the desk, on both engines: everything within a stretch of time, and what waits.

use bronya_desk::{AGENDA_MOST, Desk, NewResource, No};
use bronya_domain::booking::Booking;
use bronya_domain::command::{Act, At, NewBlock, SlotText};
use bronya_domain::id::{BookingId, ResourceId, VenueId};
use bronya_domain::policy::{Admission, Bound, Policy, Rivals, Stay};
use bronya_domain::resource::Schedule;
use bronya_domain::span::Span;
use bronya_sim::engines::{both, sqlite};

use crate::world::{
    booked, booking, by_guest, by_staff, codes, desk, free_rules, minute, now, order, span, table,
    venue,
};

const DAY: i64 = 24 * 60;

/// Does something that makes a booking or changes one.
async fn done(desk: &Desk, venue: VenueId, act: Act) -> BookingId {
    booked(desk.execute(venue, by_staff(act), None, now()).await).id
}

async fn book(desk: &Desk, venue: VenueId, table: i64, within: Span) -> BookingId {
    let command = by_guest(booking(order(table, within)));
    booked(desk.execute(venue, command, None, now()).await).id
}

fn ids(bookings: &[Booking]) -> Vec<BookingId> {
    bookings.iter().map(|booking| booking.id).collect()
}

/// The bookings of a stretch of time, as everybody who works there sees them.
async fn seen(desk: &Desk, venue: VenueId, within: Span) -> Vec<BookingId> {
    let agenda = desk.agenda(venue, within, None, now()).await;
    ids(&agenda.expect("an agenda").bookings)
}

#[tokio::test(flavor = "multi_thread")]
async fn bookings_are_seen_that_take_time_within_or_begin_there_however_long_they_are() {
    for database in both().await {
        let desk = desk(&database).await;
        let venue = venue(&desk, "agenda", 3, free_rules()).await;
        let long = book(&desk, venue, 1, span(0, 5 * DAY)).await;
        let early = book(&desk, venue, 2, span(3 * DAY - 30, 3 * DAY + 30)).await;
        let within = book(&desk, venue, 3, span(3 * DAY + 60, 3 * DAY + 90)).await;
        let gone = book(&desk, venue, 3, span(3 * DAY + 30, 3 * DAY + 60)).await;
        done(&desk, venue, Act::Cancel(gone, None)).await;
        let over = book(&desk, venue, 2, span(3 * DAY - 60, 3 * DAY - 30)).await;
        book(&desk, venue, 2, span(4 * DAY, 4 * DAY + 30)).await;
        let day = span(3 * DAY, 4 * DAY);
        assert_eq!(seen(&desk, venue, day).await, [long, early, gone, within]);
        assert_eq!(
            seen(&desk, venue, span(3 * DAY, 3 * DAY + 1)).await,
            [long, early]
        );
        assert_eq!(
            seen(&desk, venue, span(3 * DAY - 31, 3 * DAY - 30)).await,
            [long, over]
        );
        let agenda = desk
            .agenda(venue, day, None, now())
            .await
            .expect("an agenda");
        for seen in &agenda.bookings {
            let whole = desk.booking(venue, seen.id).await.expect("the booking");
            assert_eq!(*seen, whole, "with its claims, on {}", desk.engine_name());
        }
        let before = agenda.revision;
        done(&desk, venue, Act::Cancel(early, None)).await;
        let agenda = desk
            .agenda(venue, day, None, now())
            .await
            .expect("an agenda");
        assert!(agenda.revision > before);
        assert_eq!(
            ids(&agenda.bookings),
            [long, gone, within],
            "it takes nothing and began before"
        );
        assert_eq!(agenda.catalog.listed().len(), 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn joined_tables_are_one_booking_and_buffers_count() {
    let policy = Policy {
        buffer_after_minutes: Some(30),
        ..free_rules()
    };
    for database in both().await {
        let desk = desk(&database).await;
        let venue = venue(&desk, "agenda", 2, policy.clone()).await;
        let mut both = order(1, span(0, 60));
        both.choice = bronya_domain::command::Choice::These(vec![ResourceId(1), ResourceId(2)]);
        let made = booked(
            desk.execute(venue, by_guest(booking(both)), None, now())
                .await,
        );
        let agenda = desk.agenda(venue, span(70, 80), None, now()).await;
        assert_eq!(agenda.expect("an agenda").bookings, [made]);
        assert_eq!(seen(&desk, venue, span(90, 100)).await, []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_seen_where_they_want_time_and_those_from_confirmation_on_from_now_on() {
    let policy = Policy {
        admission: Some(Admission::Request),
        stay: Some(Stay::UntilReleased),
        ..free_rules()
    };
    for database in both().await {
        let desk = desk(&database).await;
        let venue = venue(&desk, "agenda", 2, policy.clone()).await;
        let wish = book(&desk, venue, 1, span(DAY - 30, DAY + 30)).await;
        let mut from_confirmation = order(2, span(0, 1));
        from_confirmation.at = At::Confirmation;
        let act = booking(from_confirmation);
        let open = booked(desk.execute(venue, by_guest(act), None, now()).await).id;
        assert_eq!(seen(&desk, venue, span(DAY, DAY + 1)).await, [open, wish]);
        assert_eq!(seen(&desk, venue, span(DAY + 30, DAY + 31)).await, [open]);
        assert_eq!(seen(&desk, venue, span(-DAY, 0)).await, []);
        done(&desk, venue, Act::Decline(wish, None)).await;
        done(&desk, venue, Act::Confirm(open, None)).await;
        assert_eq!(
            seen(&desk, venue, span(9 * DAY, 10 * DAY)).await,
            [open],
            "until it is released"
        );
        assert_eq!(seen(&desk, venue, span(DAY, DAY + 1)).await, [open]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn blocks_holds_and_slots_are_there_and_of_ones_own_time_alone_to_whom_it_is_but_one() {
    for database in both().await {
        let desk = desk(&database).await;
        let venue = venue(&desk, "agenda", 2, free_rules()).await;
        let doctor = NewResource {
            schedule: Schedule::Slots,
            ..table()
        };
        desk.add_resources(venue, vec![doctor.clone(), doctor])
            .await
            .expect("doctors");
        for own in [1, 2] {
            book(&desk, venue, own, span(0, 30)).await;
            let block = NewBlock {
                resources: vec![ResourceId(own)],
                span: span(30, 60),
                reason: None,
            };
            let hold = Act::Hold(order(own, span(60, 90)));
            let slot = Act::PublishSlot(SlotText {
                resource: ResourceId(own + 2),
                span: span(0, 30),
                topic: None,
                price: None,
            });
            for act in [Act::Block(block), hold, slot] {
                desk.execute(venue, by_staff(act), None, now())
                    .await
                    .expect("done");
            }
        }
        let whole = desk
            .agenda(venue, span(0, DAY), None, now())
            .await
            .expect("an agenda");
        let counts = [
            whole.bookings.len(),
            whole.blocks.len(),
            whole.holds.len(),
            whole.slots.len(),
        ];
        assert_eq!(counts, [2; 4]);
        let own = Some(ResourceId(1));
        let his = desk
            .agenda(venue, span(0, DAY), own, now())
            .await
            .expect("an agenda");
        assert_eq!(ids(&his.bookings), [BookingId(1)]);
        assert_eq!(his.blocks[0].resources, [ResourceId(1)]);
        assert_eq!(his.holds[0].claims[0].resource, ResourceId(1));
        assert_eq!(
            [
                his.bookings.len(),
                his.blocks.len(),
                his.holds.len(),
                his.slots.len()
            ],
            [1, 1, 1, 0]
        );
        let later = desk
            .agenda(venue, span(0, DAY), None, minute(5))
            .await
            .expect("an agenda");
        assert_eq!(later.holds, [], "they lapsed");
        let nobody = desk.agenda(VenueId(99), span(0, DAY), None, now()).await;
        assert_eq!(nobody.err(), Some(No::UnknownVenue));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_an_answer_can_show_is_refused_and_not_cut_short() {
    // So many bookings that one engine has to do.
    let database = sqlite();
    let desk = desk(&database).await;
    let venue = venue(&desk, "agenda", 1, free_rules()).await;
    let mut made = Vec::new();
    for number in 0..=AGENDA_MOST as i64 {
        let command = by_guest(booking(order(1, span(number, number + 1))));
        made.push(
            desk.begin_patiently(venue, command, None, now())
                .await
                .expect("taken on"),
        );
    }
    for one in made {
        booked(one.await);
    }
    let most = AGENDA_MOST as i64;
    assert_eq!(seen(&desk, venue, span(0, most)).await.len(), AGENDA_MOST);
    let wider = desk.agenda(venue, span(0, most + 1), None, now()).await;
    assert!(matches!(wider, Err(No::Invalid { field, .. }) if field == "to"));
    let endless = desk.agenda(venue, Span::open(now()), None, now()).await;
    assert!(matches!(endless, Err(No::Invalid { field, .. }) if field == "to"));
}

/// What waits, with the numbers of the rivals; and the rivals that do not wait.
async fn waiting(
    desk: &Desk,
    venue: VenueId,
    own: Option<i64>,
    at: i64,
) -> (Vec<(i64, Vec<i64>)>, Vec<i64>) {
    let own = own.map(ResourceId);
    let waiting = desk.waiting(venue, own, minute(at)).await.expect("a list");
    let numbers = |ids: &[BookingId]| ids.iter().map(|id| id.0).collect();
    let items = waiting.items.iter().map(|wait| {
        let named = wait.rivals.iter().all(|id| waiting.find(*id).is_some());
        assert!(named, "each rival is there");
        (wait.booking.id.0, numbers(&wait.rivals))
    });
    (items.collect(), numbers(&ids(&waiting.others)))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_there_in_the_order_of_its_time_with_whoever_is_in_its_way() {
    let policy = Policy {
        admission: Some(Admission::Request),
        rivals: Some(Rivals::Kept),
        answer_minutes: Some(Bound::Of(2000)),
        ..free_rules()
    };
    for database in both().await {
        let desk = desk(&database).await;
        let venue = venue(&desk, "waiting", 3, policy.clone()).await;
        assert_eq!(waiting(&desk, venue, None, 0).await, (vec![], vec![]));
        let later = book(&desk, venue, 1, span(200, 260)).await;
        let [a, b] = [(100, 160), (130, 190)].map(|(from, until)| span(from, until));
        let (a, b) = (
            book(&desk, venue, 1, a).await,
            book(&desk, venue, 1, b).await,
        );
        let c = book(&desk, venue, 2, span(150, 210)).await;
        let staffs = booked(
            desk.execute(
                venue,
                by_staff(booking(order(1, span(150, 195)))),
                None,
                now(),
            )
            .await,
        )
        .id;
        let long = booked(
            desk.execute(
                venue,
                by_staff(booking(order(2, span(0, DAY * 2)))),
                None,
                now(),
            )
            .await,
        );
        let told = waiting(&desk, venue, None, 0).await;
        let items = vec![
            (a.0, vec![b.0, staffs.0]),
            (b.0, vec![a.0, staffs.0]),
            (c.0, vec![long.id.0]),
            (later.0, vec![]),
        ];
        assert_eq!(
            told,
            (items, vec![staffs.0, long.id.0]),
            "on {}",
            desk.engine_name()
        );
        let (his, others) = waiting(&desk, venue, Some(2), 0).await;
        assert_eq!(
            (his, others),
            (vec![(c.0, vec![long.id.0])], vec![long.id.0])
        );
        let (then, _) = waiting(&desk, venue, None, 190).await;
        assert_eq!(
            then,
            [(c.0, vec![long.id.0]), (later.0, vec![])],
            "what is over waits no more"
        );
        let (then, _) = waiting(&desk, venue, None, 2000).await;
        assert_eq!(then, [], "nor does what nobody decided in time");
        done(&desk, venue, Act::Decline(b, None)).await;
        let (then, _) = waiting(&desk, venue, None, 0).await;
        assert_eq!(then[0], (a.0, vec![staffs.0]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_for_no_time_but_the_decision_has_all_as_rivals_who_come_later() {
    let policy = Policy {
        admission: Some(Admission::Request),
        stay: Some(Stay::UntilReleased),
        rivals: Some(Rivals::Kept),
        ..free_rules()
    };
    for database in both().await {
        let desk = desk(&database).await;
        let venue = venue(&desk, "waiting", 2, policy.clone()).await;
        let mut order_of_two = order(1, span(0, 1));
        order_of_two.at = At::Confirmation;
        let open = booked(
            desk.execute(venue, by_guest(booking(order_of_two)), None, now())
                .await,
        )
        .id;
        let mut have = Vec::new();
        for day in 1..=30 {
            let command = by_staff(booking(order(1, span(day * DAY, day * DAY + 60))));
            have.push(booked(desk.execute(venue, command, None, now()).await).id.0);
        }
        let (items, others) = waiting(&desk, venue, None, 0).await;
        assert_eq!(items, [(open.0, have[..20].to_vec())], "the first twenty");
        assert_eq!(others, have[..20]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_seen_can_be_explained_as_if_a_booking_were_not_there() {
    for database in both().await {
        let desk = desk(&database).await;
        let venue = venue(&desk, "beside", 1, free_rules()).await;
        let a = book(&desk, venue, 1, span(60, 120)).await;
        let catalog = desk.venue("beside").await.expect("the venue");
        let question = bronya_domain::availability::Question {
            starts: span(90, 91),
            party: None,
            filter: Default::default(),
            length: Some(jiff::SignedDuration::from_mins(60)),
        };
        let plain = desk
            .explained(&catalog, &question, minute(90), now())
            .await
            .expect("told");
        let beside = desk
            .explained_beside(&catalog, &question, minute(90), a, now())
            .await
            .expect("told");
        assert_eq!([plain[0].bookable, beside[0].bookable], [false, true]);
        let moved = by_guest(Act::Move(a, Box::new(order(1, span(90, 150)))));
        let moved = desk.execute(venue, moved, None, now()).await;
        assert_eq!(codes(&moved), [""; 0], "and so it moves");
    }
}
