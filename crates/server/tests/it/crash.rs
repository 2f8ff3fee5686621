//! A confirmed booking exists, whatever happens to the program after it was confirmed.

use bronya_sim::engines::both;
use serde_json::json;

use crate::house::{Home, House};

const KILLS: usize = 8;
const CLIENTS: usize = 8;
/// How many bookings are acknowledged before each kill, at the least.
const ACKNOWLEDGED: usize = 40;

/// Books as fast as it can until the server is gone, and tells of every confirmation at once.
async fn book_on(
    house: &House,
    round: usize,
    client: usize,
    told: tokio::sync::mpsc::UnboundedSender<i64>,
) {
    let Ok(mut guest) = crate::http::Client::guest(house.at).await else {
        return;
    };
    for nth in 0.. {
        let day =
            jiff::civil::date(2027, 1, 1) + jiff::Span::new().days((round * 1000 + nth / 8) as i64);
        let hour = (nth % 8) * 3;
        let wish = json!({"from": format!("{day}T{hour:02}:00:00Z"), "resources": [client + 1], "party": 2});
        match guest.post("/v1/venues/house/bookings", &wish).await {
            Ok(answer) if answer.status == 201 => {
                if told
                    .send(answer.json["id"].as_i64().expect("a number"))
                    .is_err()
                {
                    return;
                }
            }
            Ok(answer) => panic!("neither made nor killed: {} {}", answer.status, answer.json),
            Err(_) => return,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_confirmed_before_a_kill_is_there_after_it() {
    for database in both().await {
        let mut home = Home::new(database);
        home.start().furnish_and_stop().await;
        let mut acknowledged = Vec::new();
        for round in 0..KILLS {
            let house = home.start();
            let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
            let clients = (0..CLIENTS).map(|client| book_on(&house, round, client, tell.clone()));
            let mut clients = Box::pin(async { futures_of(clients).await });
            let mut fresh = 0;
            while fresh < ACKNOWLEDGED + round {
                tokio::select! {
                    id = told.recv() => { acknowledged.push(id.expect("a client")); fresh += 1; }
                    () = &mut clients => panic!("the clients ended before the server did"),
                }
            }
            drop(clients);
            house.kill();
            while let Ok(id) = told.try_recv() {
                acknowledged.push(id);
            }
        }
        let house = home.start();
        let mut operator = house.operator().await;
        for id in &acknowledged {
            let there = operator
                .get(&format!("/v1/venues/house/bookings/{id}"))
                .await
                .expect("an answer");
            assert_eq!(
                (there.status.as_u16(), there.json["state"].as_str()),
                (200, Some("confirmed")),
                "booking {id}"
            );
        }
        assert!(acknowledged.len() >= KILLS * ACKNOWLEDGED);
        assert!(home.verify().success());
    }
}

/// Runs all of them until all have ended.
async fn futures_of(all: impl Iterator<Item = impl Future<Output = ()>>) {
    let mut all: Vec<_> = all.map(Box::pin).collect();
    std::future::poll_fn(|context| {
        all.retain_mut(|one| one.as_mut().poll(context).is_pending());
        if all.is_empty() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
}

impl House {
    async fn furnish_and_stop(self) {
        self.furnish(CLIENTS).await;
        assert!(self.stop().success());
    }
}
