//! Several couriers on one PostgreSQL share the work, and no letter goes twice.

use std::collections::BTreeMap;

use bronya_courier::{Courier, MailSettings};
use bronya_domain::command::Actor;
use bronya_domain::span::later;
use bronya_sim::engines::postgres;
use bronya_sim::postoffice::Received;
use jiff::SignedDuration;

use crate::mail::open;
use crate::town::{PATIENCE, Town, desk, free_rules, id, reader, wish};

const LETTERS: usize = 300;

/// A courier of another instance, who signs with a name of his own so that one sees who carried what.
async fn hired(town: &Town, name: &str) -> Courier {
    let from = format!("{name}@bronya.example");
    let settings = MailSettings::read(&town.office.url(), &from).expect("a way there");
    town.courier_of(desk(&town.database).await, open(settings))
}

#[tokio::test(flavor = "multi_thread")]
async fn two_couriers_share_three_hundred_letters_and_each_letter_comes_once() {
    let Some(database) = postgres().await else {
        return;
    };
    let Some(town) = Town::on(database, free_rules()).await else {
        return;
    };
    for number in 0..LETTERS as i64 {
        let email = format!("guest{number}@example.org");
        let wish = wish(&email, 1 + number % 2, 1 + number / 2, None);
        town.done(Actor::GUEST, wish).await;
    }
    let [one, two] = [hired(&town, "one").await, hired(&town, "two").await];
    // Side by side, so that round after round both ask for letters at the same moment.
    let all = async {
        let round = async |courier: &Courier| courier.round().await.expect("a round");
        loop {
            let (ones, twos) = tokio::join!(round(&one), round(&two));
            if ones + twos == 0 {
                break;
            }
        }
    };
    let all = tokio::time::timeout(PATIENCE, all).await;
    all.expect("every letter goes");
    // Letters that are still leased to somebody count here too.
    let soon = later(town.now(), SignedDuration::from_mins(10));
    let standing = town.desk.letters_standing(soon).await;
    assert_eq!(
        standing.expect("an answer").waiting,
        0,
        "each is noted as delivered"
    );

    let letters = town.arrived().await;
    let count = |name: &dyn Fn(&Received) -> String| {
        let mut counts = BTreeMap::<String, usize>::new();
        for letter in &letters {
            *counts.entry(name(letter)).or_default() += 1;
        }
        counts
    };
    let readers = count(&|letter| reader(letter).to_owned());
    let ids = count(&|letter| id(letter).to_owned());
    let carriers = count(&|letter| letter.from.clone());
    println!("carried by {carriers:?}");
    assert_eq!((readers.len(), ids.len()), (LETTERS, LETTERS));
    assert_eq!(letters.len(), LETTERS, "nothing came twice");
    assert_eq!(carriers.len(), 2, "both had their share: {carriers:?}");
}
