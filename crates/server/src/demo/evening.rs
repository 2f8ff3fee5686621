//! A day with guests, so that the demo's screens are alive: who came for lunch, who sits, who is expected, who asks.
//!
//! What took place earlier today is entered at the time at which it was, by the same desk and the same rules as everything else.

use anyhow::bail;
use bronya_desk::{Desk, Done, No};
use bronya_domain::booking::{Booking, Contact};
use bronya_domain::catalog::Catalog;
use bronya_domain::command::{
    Act, Actor, At, Choice, Command, Filter, NewBlock, NewBooking, Order, Role,
};
use bronya_domain::hours::on_the_clock;
use bronya_domain::span::{Span, later};
use jiff::civil::{Date, time};
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::chance;

/// Somebody who works at the venue.
const STAFF: Actor = Actor {
    role: Role::Staff,
    account: None,
    own: None,
};

/// Who comes to dinner: how many minutes after midnight, how many, who.
const DINNERS: [(i64, u32, &str); 24] = [
    (12 * 60, 2, "Мария Зайцева"),
    (12 * 60 + 30, 4, "Фёдор Лаптев"),
    (13 * 60, 2, "Инга Вайс"),
    (13 * 60, 6, "ООО «Ромашка»"),
    (13 * 60 + 30, 3, "Степан Гусев"),
    (14 * 60, 2, "Кира Мельник"),
    (16 * 60, 2, "Лев Шестаков"),
    (16 * 60 + 30, 4, "Полина Жук"),
    (17 * 60, 2, "Давид Акопян"),
    (17 * 60, 5, "Семья Кузнецовых"),
    (18 * 60, 2, "Анна Смирнова"),
    (18 * 60, 4, "Олег Рыбаков"),
    (18 * 60 + 30, 2, "Emma Clarke"),
    (18 * 60 + 30, 6, "Николай Дроздов"),
    (19 * 60, 2, "Софья Беляева"),
    (19 * 60, 4, "Тимур Гареев"),
    (19 * 60 + 30, 3, "Вера Холодова"),
    (19 * 60 + 30, 2, "Jonas Weber"),
    (19 * 60 + 30, 8, "День рождения Ильи"),
    (20 * 60, 2, "Марк Либерман"),
    (20 * 60, 4, "Алиса Фомина"),
    (20 * 60 + 30, 2, "Руслан Тахиров"),
    (21 * 60, 2, "Ева Соловьёва"),
    (21 * 60 + 30, 4, "Павел Чернов"),
];

/// Fills the day of a restaurant.
pub async fn restaurant(desk: &Desk) -> anyhow::Result<()> {
    let catalog = desk.venue("restaurant").await?;
    let (today, now) = today(&catalog);
    for (minute, party, name) in DINNERS {
        let from = at(&catalog, today, minute);
        let entered = from.min(now);
        let order = Order {
            choice: Choice::Any(Filter::default()),
            at: At::From(from),
            party: Some(party),
        };
        if let Some(booking) = book(desk, &catalog, order, name, STAFF, entered).await? {
            come_and_go(desk, &catalog, &booking, now).await?;
        }
    }
    let tables = catalog
        .listed()
        .iter()
        .rev()
        .map(|listed| listed.resource.id);
    if let Some(table) = tables.skip(1).take(1).next() {
        let span = Span::new(at(&catalog, today, 12 * 60), at(&catalog, today, 17 * 60))?;
        let block = NewBlock {
            resources: vec![table],
            span,
            reason: Some("Чинят лампу".into()),
        };
        done(desk, &catalog, STAFF, Act::Block(block), now).await?;
    }
    Ok(())
}

/// What the rooms are taken for on the next day on which they are open.
pub async fn rooms(desk: &Desk) -> anyhow::Result<()> {
    let catalog = desk.venue("rooms").await?;
    let (today, now) = today(&catalog);
    let mut days = today.series(1.day());
    let open = days.find(|day| {
        catalog
            .venue
            .hours
            .as_ref()
            .is_some_and(|hours| !hours.on(*day).is_empty())
    });
    let day = open.unwrap_or(today);
    let rooms: Vec<_> = catalog
        .listed()
        .iter()
        .map(|listed| listed.resource.id)
        .collect();
    for (room, minute, minutes, name) in [
        (0, 9 * 60, 60, "Планёрка"),
        (0, 11 * 60, 90, "Собеседования"),
        (1, 10 * 60, 120, "Команда «Север»"),
        (1, 15 * 60, 60, "Разбор релиза"),
        (2, 14 * 60, 180, "Обучение новичков"),
        (3, 18 * 60, 150, "Встреча жильцов"),
    ] {
        let Some(room) = rooms.get(room) else {
            continue;
        };
        let from = at(&catalog, day, minute);
        let order = Order {
            choice: Choice::These(vec![*room]),
            at: At::During(Span::lasting(from, SignedDuration::from_mins(minutes))?),
            party: None,
        };
        book(desk, &catalog, order, name, STAFF, now.min(from)).await?;
    }
    Ok(())
}

/// Who asks the practice for an appointment.
pub async fn practice(desk: &Desk) -> anyhow::Result<()> {
    let catalog = desk.venue("practice").await?;
    let (today, now) = today(&catalog);
    let tomorrow = today.tomorrow()?;
    let specialists: Vec<_> = catalog
        .listed()
        .iter()
        .map(|listed| listed.resource.id)
        .collect();
    for (specialist, hour, name) in [
        (0, 10, "Глеб Орешкин"),
        (0, 12, "Дарья Никитина"),
        (1, 11, "Юлия Савина"),
        (2, 15, "Артём Белов"),
    ] {
        let Some(specialist) = specialists.get(specialist) else {
            continue;
        };
        let order = Order {
            choice: Choice::These(vec![*specialist]),
            at: At::From(at(&catalog, tomorrow, hour * 60)),
            party: None,
        };
        let booked = book(desk, &catalog, order, name, Actor::GUEST, now).await?;
        if let Some(booking) = booked.filter(|_| hour == 12) {
            done(desk, &catalog, STAFF, Act::Confirm(booking.id, None), now).await?;
        }
    }
    let Some(first) = specialists.first() else {
        return Ok(());
    };
    // Somebody asked before, for a day that would not do.
    let later_on = tomorrow.saturating_add(2.days());
    let order = Order {
        choice: Choice::These(vec![*first]),
        at: At::From(at(&catalog, later_on, 11 * 60)),
        party: None,
    };
    let asked = book(desk, &catalog, order, "Глеб Орешкин", Actor::GUEST, now).await?;
    if let Some(booking) = asked {
        let reason = Some("В этот день меня не будет".to_owned());
        done(desk, &catalog, STAFF, Act::Decline(booking.id, reason), now).await?;
    }
    Ok(())
}

/// Of those who should have come, most did; who came long ago has left.
async fn come_and_go(
    desk: &Desk,
    catalog: &Catalog,
    booking: &Booking,
    now: Timestamp,
) -> anyhow::Result<()> {
    let Some(span) = booking.when.span().filter(|span| span.from() <= now) else {
        return Ok(());
    };
    let is_late = booking.id.0 % 10 == 9;
    if is_late && span.end() > now {
        return Ok(());
    }
    if is_late {
        done(desk, catalog, STAFF, Act::NoShow(booking.id), now).await?;
        return Ok(());
    }
    let came = later(span.from(), SignedDuration::from_mins(5)).min(now);
    done(desk, catalog, STAFF, Act::Seat(booking.id), came).await?;
    if span.end() <= now {
        done(desk, catalog, STAFF, Act::Finish(booking.id), span.end()).await?;
    }
    Ok(())
}

/// Enters a booking; none where the house is full by then, which is how evenings are.
async fn book(
    desk: &Desk,
    catalog: &Catalog,
    order: Order,
    name: &str,
    actor: Actor,
    entered: Timestamp,
) -> anyhow::Result<Option<Booking>> {
    let new = NewBooking {
        order: Some(order),
        hold: None,
        contact: Contact {
            name: Some(name.to_owned()),
            email: None,
            // No letter goes there, so that the mailbox begins empty.
            phone: Some(phone_of(name)),
        },
        note: None,
        language: None,
        channel: "web".into(),
    };
    match executed(desk, catalog, actor, Act::Book(Box::new(new)), entered).await {
        Ok(Done::Booking(booking)) => Ok(Some(*booking)),
        Ok(_) | Err(No::Refused { .. }) => Ok(None),
        Err(no) => Err(no.into()),
    }
}

/// A number by which somebody is known again when he comes another time.
fn phone_of(name: &str) -> String {
    let digits = name.bytes().fold(7_u32, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u32::from(byte))
    });
    format!("+7912{:07}", digits % 10_000_000)
}

async fn done(
    desk: &Desk,
    catalog: &Catalog,
    actor: Actor,
    act: Act,
    now: Timestamp,
) -> anyhow::Result<()> {
    match executed(desk, catalog, actor, act, now).await {
        // Nothing of a demo hangs on it.
        Ok(_) | Err(No::Refused { .. }) => Ok(()),
        Err(no) => bail!("the demo's day could not be filled: {no}"),
    }
}

async fn executed(
    desk: &Desk,
    catalog: &Catalog,
    actor: Actor,
    act: Act,
    now: Timestamp,
) -> Result<Done, No> {
    let command = Command {
        actor,
        act,
        expects: None,
    };
    desk.execute(catalog.venue.id, command, None, now).await
}

fn today(catalog: &Catalog) -> (Date, Timestamp) {
    let now = chance::now();
    (now.to_zoned(catalog.venue.zone.clone()).date(), now)
}

/// So many minutes after midnight, on the venue's clock.
fn at(catalog: &Catalog, day: Date, minute: i64) -> Timestamp {
    let wall = day.to_datetime(time((minute / 60) as i8, (minute % 60) as i8, 0, 0));
    on_the_clock(wall, &catalog.venue.zone).at
}
