//! The questions that are asked all day must not walk through a venue's past: each has a way in by an index, however
//! the engine likes to choose. SQLite shows its way without knowing how many rows there are, so it can be held to it.

use bronya_sim::engines::sqlite;
use bronya_store::{Address, Options, Store, texts};

/// The way that SQLite takes for a text, a step a line.
fn plan(file: &rusqlite::Connection, name: &str) -> String {
    let text = texts()
        .into_iter()
        .find(|text| text.name == name)
        .expect("a text of that name");
    let asked = format!("explain query plan {}", text.text.replace('$', "?"));
    let mut statement = file
        .prepare(&asked)
        .expect("a text that SQLite understands");
    let places = statement.parameter_count();
    let nothing = vec![rusqlite::types::Null; places];
    let steps = statement.query_map(rusqlite::params_from_iter(nothing), |row| {
        row.get::<_, String>(3)
    });
    steps
        .expect("a plan")
        .collect::<Result<Vec<_>, _>>()
        .expect("steps")
        .join("\n")
}

#[tokio::test]
async fn every_question_of_the_day_has_its_way_in() {
    let database = sqlite();
    let _store = Store::open(&database.address, Options::default())
        .await
        .expect("a store");
    let Address::Sqlite(path) = &database.address else {
        panic!("not SQLite")
    };
    let file = rusqlite::Connection::open(path).expect("the file");
    for (name, ways) in [
        (
            "CLAIMS_OF_VENUE",
            &[
                "claim_window (venue=? AND starts_at>?",
                "claim_long (venue=? AND ends_at>?",
            ][..],
        ),
        (
            "CLAIMS_OF_RESOURCE",
            &[
                "claim_live (venue=? AND resource=? AND starts_at>?",
                "claim_long (venue=? AND ends_at>?",
            ],
        ),
        (
            "REQUESTS_WITHIN",
            &["booking_requested (state=? AND venue=?"],
        ),
        ("BOOKINGS", &["booking_by_start (venue=? AND starts_at>?"]),
        (
            "BOOKINGS_REQUESTED",
            &["booking_requested (state=? AND venue=?"],
        ),
        (
            "BOOKINGS_TENTATIVE",
            &["booking_tentative (state=? AND venue=?"],
        ),
        (
            "BOOKINGS_OF_CONTACT",
            &[
                "booking_by_email (venue=? AND email=?",
                "booking_by_phone (venue=? AND phone=?",
            ],
        ),
        (
            "BOOKINGS_OF_ONE_ACCOUNT",
            &["booking_by_account (account=? AND venue=?"],
        ),
        (
            "BEGINNING",
            &[
                "booking_by_start (venue=? AND starts_at>?",
                "SEARCH c USING PRIMARY KEY (venue=? AND owner_kind=? AND owner=?",
            ],
        ),
        (
            "THERE",
            &[
                "claim_window (venue=? AND starts_at>?",
                "claim_long (venue=? AND ends_at>?",
                "booking_requested (state=? AND venue=?",
            ],
        ),
        (
            "UNDECIDED",
            &[
                "booking_requested (state=? AND venue=?",
                "booking_tentative (state=? AND venue=?",
            ],
        ),
        (
            "WHO_HAS",
            &[
                "claim_live (venue=? AND resource=? AND starts_at>?",
                "claim_long (venue=? AND ends_at>?",
            ],
        ),
        ("HOLDS", &["SEARCH hold USING PRIMARY KEY (venue=?"]),
        (
            "FIND_UNDO",
            &[
                "undo USING PRIMARY KEY (venue=? AND booking=?",
                "outbox USING PRIMARY KEY (venue=? AND about=? AND number=? AND version=?",
            ],
        ),
        ("OPEN_UNDOS", &["undo USING PRIMARY KEY (venue=?"]),
        ("FORGET_UNDOS", &["undo_by_end (until<?"]),
        (
            "WITHDRAW",
            &["outbox USING PRIMARY KEY (venue=? AND about=? AND number=? AND version=?"],
        ),
        (
            "RELEASE",
            &["outbox USING PRIMARY KEY (venue=? AND about=? AND number=? AND version<?"],
        ),
        (
            "SLOT_TAKERS",
            &["booking_by_start (venue=? AND starts_at>?"],
        ),
        ("BLOCKS", &["block_by_end (venue=? AND ends_at>?"]),
        ("BLOCKS_AFTER", &["block_by_end (venue=? AND ends_at>?"]),
        ("DUE_HOLDS", &["hold_due (deadline<?"]),
        ("DUE_BOOKINGS", &["booking_due (deadline"]),
        ("LEASE", &["outbox_due (due_at<?"]),
        ("LEASE_WEBHOOKS", &["outbox_due_program (due_at<?"]),
        ("WAITING", &["outbox_due (due_at<?"]),
        ("WAITING_WEBHOOKS", &["outbox_due_program (due_at<?"]),
        (
            "SESSION",
            &[
                "SEARCH session USING PRIMARY KEY (id=?",
                "SEARCH account USING INTEGER PRIMARY KEY (rowid=?",
                "role_of_account (account=?",
            ],
        ),
        (
            "LOGIN",
            &[
                "sqlite_autoindex_account_1 (realm=? AND username=?",
                "sqlite_autoindex_account_2 (realm=? AND email=?",
            ],
        ),
        ("ACCOUNTS_OF_REALM", &["account_of_realm (realm=? AND id>?"]),
        ("OTHER_OPERATOR", &["account_operator"]),
        ("PHONE_TAKEN", &["account_by_phone (realm=? AND phone=?"]),
        ("CREW_KNOWN", &["role_of_crew (venue=?"]),
        ("SPECIALISTS", &["role_of_time (venue=?"]),
        ("NEWEST_MEMBERS", &["PRIMARY KEY (venue=? AND account<?"]),
        ("API_KEY_OF_HASH", &["(hash=?"]),
        (
            "VOID_TICKETS",
            &["ticket_of_account (account=? AND purpose=?"],
        ),
        ("FORGET_SESSIONS", &["session_by_end (expires_at<?"]),
        ("FORGET_TICKETS", &["ticket_by_end (expires_at<?"]),
        ("BOOKINGS_OF_ACCOUNT", &["booking_by_account (account=?"]),
        (
            "FORGET_ACCOUNT_OF_BOOKINGS",
            &["booking_by_account (account=? AND venue=?"],
        ),
        (
            "FORGET_CONTACT_OF_BOOKINGS",
            &[
                "booking_by_email (venue=? AND email=?",
                "booking_by_phone (venue=? AND phone=?",
            ],
        ),
        (
            "BOOKINGS_OF_GUEST",
            &[
                "booking_by_email (venue=? AND email=?",
                "booking_by_phone (venue=? AND phone=?",
            ],
        ),
        (
            "HISTORY_OF_VENUE",
            &[
                "history_by_time (venue=? AND at>? AND (at,booking,version)<",
                "claim USING PRIMARY KEY (venue=? AND owner_kind=? AND owner=?",
            ],
        ),
        (
            "HISTORY_OF_BOOKING",
            &["history USING PRIMARY KEY (venue=? AND booking=?"],
        ),
        (
            "DEEDS",
            &["deed_by_time (venue=? AND at>? AND (at,revision,place)<"],
        ),
        (
            "DEEDS_OF_COMMIT",
            &["deed USING PRIMARY KEY (venue=? AND revision=?"],
        ),
        ("OWN_DEEDS", &["deed_words (account=?"]),
        ("OWN_WORDS", &["history_words (account=?"]),
        ("SILENCE_READER", &["outbox_of_reader (reader=?"]),
    ] {
        let plan = plan(&file, name);
        for way in ways {
            assert!(plan.contains(way), "{name} does not go by {way}:\n{plan}");
        }
    }
}
