//! The bookings that the load asks for: written as bytes, each for time that nobody has asked for yet, or all for the
//! same few tables.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};

use crate::load::Errands;

/// Stays last two hours, so that a day has room for twelve of them on each table.
pub const STAYS_A_DAY: u64 = 12;
/// The first day that is booked.
pub const FIRST_DAY: Date = date(2028, 1, 1);
/// For how many days bookings are asked for.
pub const DAYS: u64 = 720;

/// So many venues with so many tables each, and the time that they have to give.
#[derive(Clone)]
pub struct Floor {
    /// The names of the venues in addresses.
    pub venues: Arc<Vec<String>>,
    /// How many tables each has.
    pub tables: u64,
    /// How many stays were asked for.
    next: Arc<AtomicU64>,
}

/// A table, a day and an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stay {
    pub venue: usize,
    pub table: u64,
    pub day: Date,
    pub hour: u64,
}

impl Floor {
    /// Venues called so, of which nothing was asked yet.
    pub fn new(venues: Vec<String>, tables: usize) -> Self {
        Self {
            venues: Arc::new(venues),
            tables: tables as u64,
            next: Arc::default(),
        }
    }

    /// The next stay that nobody has asked for. They are spread over all venues, tables and days.
    pub fn next(&self) -> Stay {
        self.stay(self.next.fetch_add(1, Ordering::Relaxed))
    }

    fn stay(&self, nth: u64) -> Stay {
        // A prime that shares no factor with the number of stays visits each of them once, far from the one before.
        const STRIDE: u64 = 7_368_787;
        let venues = self.venues.len() as u64;
        let all = venues * self.tables * DAYS * STAYS_A_DAY;
        let place = nth.wrapping_mul(STRIDE) % all;
        let (venue, rest) = (place % venues, place / venues);
        let (table, rest) = (rest % self.tables, rest / self.tables);
        let (hour, day) = (rest % STAYS_A_DAY, rest / STAYS_A_DAY);
        Stay {
            venue: venue as usize,
            table: table + 1,
            day: FIRST_DAY + Span::new().days(day as i64),
            hour: hour * 2,
        }
    }

    /// Requests for stays that nobody has asked for.
    pub fn orders(&self) -> Errands {
        let floor = self.clone();
        Arc::new(move |request| floor.order(floor.next(), request))
    }

    /// Requests of which `rivals` at a time are for the same stay: one of them gets it.
    pub fn fight(&self, rivals: u64) -> Errands {
        let (floor, asked) = (self.clone(), AtomicU64::new(0));
        let first = self.next.load(Ordering::Relaxed);
        Arc::new(move |request| {
            let nth = asked.fetch_add(1, Ordering::Relaxed);
            let stay = first + nth / rivals;
            floor.next.fetch_max(stay + 1, Ordering::Relaxed);
            floor.order(floor.stay(stay), request);
        })
    }

    fn order(&self, stay: Stay, request: &mut Vec<u8>) {
        static KEYS: AtomicU64 = AtomicU64::new(0);
        let key = KEYS.fetch_add(1, Ordering::Relaxed);
        let Stay {
            venue, table, day, ..
        } = stay;
        let venue = &self.venues[venue];
        let (year, month, date, hour) = (day.year(), day.month(), day.day(), stay.hour);
        let mut body = [0; 256];
        let mut rest = &mut body[..];
        write!(
            rest,
            r#"{{"from":"{year}-{month:02}-{date:02}T{hour:02}:00:00Z","resources":[{table}],"party":2,"name":"Anna Petrova","email":"anna.{key}@example.org"}}"#
        )
        .expect("it fits");
        let length = 256 - rest.len();
        write!(
            request,
            "POST /v1/venues/{venue}/bookings HTTP/1.1\r\nhost: bronya.test\r\ncontent-type: application/json\r\n\
             idempotency-key: bench-{key:016x}\r\ncontent-length: {length}\r\n\r\n"
        )
        .expect("memory");
        request.extend_from_slice(&body[..length]);
    }
}

/// The same requests to the floor, which looks at no address.
pub fn to_the_floor(floor: &Floor) -> Errands {
    let floor = Floor::new(floor.venues.to_vec(), floor.tables as usize);
    let orders = floor.orders();
    Arc::new(move |request| {
        let mut whole = Vec::with_capacity(512);
        orders(&mut whole);
        let path = whole
            .iter()
            .skip(5)
            .position(|byte| *byte == b' ')
            .unwrap_or(0)
            + 5;
        request.extend_from_slice(b"POST /");
        request.extend_from_slice(&whole[path..]);
    })
}

/// The day so many days after the first one that is booked densely.
pub fn dense_day(nth: u64) -> Date {
    FIRST_DAY + (nth as i64).days()
}
