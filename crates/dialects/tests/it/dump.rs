//! The users of `garant`'s dump: their passwords work, and the operator is told so for as long as they do.

use bronya_desk::AccountEdit;
use bronya_dialects::{Dialect, Seeding, seed};
use bronya_domain::instance::Instance;
use bronya_gate::limits::Limits;
use bronya_sim::engines::both;

use crate::town::{Settings, Town};

async fn warned(town: &Town, instance: &Instance) -> Vec<String> {
    let (desk, passwords) = (town.desk(), town.gate.passwords());
    Dialect::Garant.warnings(desk, passwords, instance).await
}

#[tokio::test]
async fn the_operator_is_warned_while_the_passwords_of_the_dump_work() {
    for database in both().await {
        let town = Town::of(database, Dialect::Garant, Settings::new(), Limits::off()).await;
        let town = town.expect("a house");
        let (desk, now) = (town.desk(), town.gate.now());
        let instances = desk.instances().await.expect("an answer");
        let [instance] = &instances[..] else {
            panic!("one instance: {instances:?}");
        };
        let warning =
            "garant: users of the contract's dump still have its password, which everybody knows";
        assert_eq!(warned(&town, instance).await, [warning], "{}", town.engine);

        // One is changed, the others are shut out: nobody comes in by the dump any more.
        for (number, name) in ["admin", "customer", "josh", "mike"]
            .into_iter()
            .enumerate()
        {
            let login = desk.login("garant", name).await.expect("an answer");
            let account = login.expect("a user of the dump").account.id;
            assert_eq!(account.0, number as i64 + 1);
            if number == 0 {
                let hash = town.gate.passwords().hash("a better one").await;
                let hash = hash.expect("a hash");
                let set = desk.set_password(account, &hash, None, None, now);
                set.await.expect("another password");
            } else {
                let shut = desk.set_account_blocked(account, true, now);
                shut.await.expect("shut out");
            }
        }
        assert_eq!(warned(&town, instance).await, [""; 0], "{}", town.engine);

        // Somebody of the dump who was given another name is still one of them, and nobody takes his place.
        let admin = desk.login("garant", "admin").await.expect("an answer");
        let renamed = AccountEdit {
            username: Some(Some("chief".to_owned())),
            ..AccountEdit::default()
        };
        let id = admin.expect("the admin").account.id;
        let renamed = desk.change_account(id, renamed, None, now).await;
        renamed.expect("another name");

        // Seeding once more makes nothing twice and gives nobody his old password back.
        let seeding = Seeding {
            desk,
            slug: "garant",
            settings: Settings::new(),
            admin: None,
            passwords: town.gate.passwords(),
            now,
        };
        let again = seed(Dialect::Garant, seeding).await.expect("it is there");
        assert_eq!(&again, instance);
        assert_eq!(warned(&town, instance).await, [""; 0], "{}", town.engine);
        let venue = desk.venue("garant").await.expect("a venue");
        assert_eq!(venue.listed().len(), 10);
        let admin = desk.login("garant", "admin").await.expect("an answer");
        assert!(admin.is_none(), "the dump's admin is back");
    }
}
