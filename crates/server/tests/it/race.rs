//! Racing clients over the network: exactly one gets the time, the others their refusal, nobody a fault.

use std::collections::HashMap;

use bronya_sim::engines::both;
use serde_json::json;

use crate::house::Home;

const CLIENTS: usize = 32;
const STARTS: usize = 200;

#[tokio::test(flavor = "multi_thread")]
async fn of_32_clients_on_each_of_200_overlapping_starts_exactly_one_gets_201() {
    for database in both().await {
        let mut home = Home::new(database);
        let house = home.start();
        house.furnish(1).await;
        let mut runs = Vec::new();
        for client in 0..CLIENTS {
            let mut guest = house.guest().await;
            runs.push(tokio::spawn(async move {
                let mut statuses = Vec::with_capacity(STARTS);
                for start in 0..STARTS {
                    // Starts lie a day apart; the stays of two hours begin a minute apart, so all of a day overlap.
                    let day = jiff::civil::date(2027, 1, 1) + jiff::Span::new().days(start as i64);
                    let wish = json!({"from": format!("{day}T10:{client:02}:00Z"), "party": 2});
                    let answer = guest
                        .post("/v1/venues/house/bookings", &wish)
                        .await
                        .expect("an answer");
                    let code = answer.json["code"].as_str().unwrap_or_default().to_owned();
                    statuses.push((answer.status.as_u16(), code));
                }
                statuses
            }));
        }
        let mut winners: HashMap<usize, usize> = HashMap::new();
        for run in runs {
            for (start, (status, code)) in run.await.expect("a client").into_iter().enumerate() {
                match (status, code.as_str()) {
                    (201, _) => *winners.entry(start).or_default() += 1,
                    (409, "taken") => {}
                    other => panic!("start {start}: {other:?}"),
                }
            }
        }
        assert!(
            (0..STARTS).all(|start| winners.get(&start) == Some(&1)),
            "{winners:?}"
        );
        let metrics = house
            .guest()
            .await
            .get("/metrics")
            .await
            .expect("an answer")
            .json;
        let metrics = metrics.as_str().expect("a text").to_owned();
        assert!(
            metrics
                .lines()
                .any(|line| line == "bronya_second_guard_refusals_total 0"),
            "{metrics}"
        );
        assert!(home.verify().success());
    }
}
