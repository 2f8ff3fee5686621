//! News on their way to venues' programs: signed, tried again, given up in the open, and in nobody's way.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use bronya_courier::{ANSWER_TIME, Courier, Folder, Options, Post, Sender, Webhooks};
use bronya_desk::{Desk, Done, NewAccount};
use bronya_domain::booking::Booking;
use bronya_domain::catalog::Language;
use bronya_domain::command::{Act, Actor, Command, Role};
use bronya_domain::id::VenueId;
use bronya_domain::notice::{Notice, Recipient, Topic, Webhook};
use bronya_domain::people::{HOUSE, Names};
use bronya_domain::policy::Policy;
use bronya_domain::settings::{SettingsChange, VenueEdit};
use bronya_domain::span::later;
use bronya_sim::engines::{Database, both};
use bronya_words::Letters;
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tokio::net::TcpSocket;
use tokio::time::timeout;

use crate::program::{Answer, Program};
use crate::town::{PATIENCE, Signs, annas, carry_all, desk, found, free_rules, start};

/// A venue with tables 1 and 2, whose letters are laid into a folder.
struct House {
    desk: Desk,
    venue: VenueId,
    clock: Arc<AtomicI64>,
    mailbox: TempDir,
    _database: Database,
}

/// Runs a test in a house on each engine.
async fn in_each_house(policy: Policy, test: impl AsyncFn(&House)) {
    for database in both().await {
        let desk = desk(&database).await;
        // Shown where the test fails, so that one knows on which engine it did.
        println!("on {}", desk.engine_name());
        let house = House {
            venue: found(&desk, policy.clone()).await,
            desk,
            clock: Arc::new(AtomicI64::new(start().as_microsecond())),
            mailbox: tempfile::tempdir().expect("a folder"),
            _database: database,
        };
        test(&house).await;
    }
}

impl House {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.clock.load(Ordering::SeqCst)).expect("an instant")
    }

    fn wait(&self, time: SignedDuration) {
        let then = later(self.now(), time);
        self.clock.store(then.as_microsecond(), Ordering::SeqCst);
    }

    /// A courier who gives programs so much time to answer.
    fn courier(&self, patience: Duration) -> Courier {
        let sender = Sender::read("booking@bronya.example").expect("a sender");
        let clock = self.clock.clone();
        let folder = Folder::open(self.mailbox.path(), sender).expect("a folder");
        let options = Options {
            letters: Letters::default(),
            post: Post::Folder(folder),
            webhooks: Webhooks::new(patience),
            links: Box::new(Signs),
            sender: "booking@bronya.example".into(),
            host: "bronya.example".into(),
            language: Language::En,
            clock: Arc::new(move || {
                Timestamp::from_microsecond(clock.load(Ordering::SeqCst)).expect("an instant")
            }),
            chance: Arc::new(|| 0.5),
        };
        Courier::new(self.desk.clone(), options)
    }

    async fn carry(&self) {
        carry_all(&self.courier(ANSWER_TIME)).await;
    }

    /// Says where the venue's news go.
    async fn set(&self, webhook: Option<Webhook>) {
        let change = SettingsChange::Venue(VenueEdit {
            webhook: Some(webhook),
            ..VenueEdit::default()
        });
        let set = self
            .desk
            .change_settings(self.venue, change, None, self.now())
            .await;
        set.expect("a webhook");
    }

    /// Has everything posted to an address.
    async fn post_to(&self, url: String) {
        let topics = Vec::new();
        self.set(Some(Webhook { url, topics })).await;
    }

    async fn done(&self, actor: Actor, act: Act) -> Booking {
        let command = Command {
            actor,
            act,
            expects: None,
        };
        let done = self.desk.execute(self.venue, command, None, self.now());
        match done.await {
            Ok(Done::Booking(booking)) => *booking,
            other => panic!("no booking, but {other:?}"),
        }
    }

    async fn booked(&self, from: i64) -> Booking {
        self.done(Actor::GUEST, annas(1, from)).await
    }

    fn letters(&self) -> usize {
        let files = std::fs::read_dir(self.mailbox.path()).expect("a folder");
        let is_letter = |name: &std::ffi::OsStr| name.to_string_lossy().ends_with(".eml");
        files
            .filter(|file| file.as_ref().is_ok_and(|file| is_letter(&file.file_name())))
            .count()
    }

    async fn waiting(&self) -> i64 {
        let standing = self.desk.webhooks_standing(self.now()).await;
        standing.expect("an answer").waiting
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_told_once_and_signed_over_what_is_sent() {
    in_each_house(free_rules(), async |house| {
        let program = Program::that([Answer::Status(204)]).await;
        house.post_to(program.url()).await;
        let booking = house.booked(1).await;
        house.wait(SignedDuration::from_secs(90));
        house.carry().await;
        house.wait(SignedDuration::from_hours(50));
        house.carry().await;
        let [heard] = &program.heard()[..] else {
            panic!("told once: {:?}", program.heard());
        };
        let code = booking.id.code(house.venue);
        let text = format!(
            r#"{{"type":"booking.confirmed","timestamp":"2026-11-20T12:00:00Z","data":{{"venue":"house","booking":{{"id":1,"code":"{code}","state":"confirmed","resources":[{{"id":1,"kind":"table","number":1,"name":"table 1"}}],"from":"2026-11-20T13:00:00Z","until":"2026-11-20T14:00:00Z","party":2,"price":{{"minor":0,"currency":"EUR"}},"contact":{{"name":"Anna","email":"anna@example.org","phone":null}},"note":null,"account":null,"channel":"api","version":1}},"reason":null}}}}"#
        );
        assert_eq!(heard.text(), text);
        assert_eq!((&*heard.method, &*heard.path), ("POST", "/bronya?till=1"));
        assert_eq!(heard.header("content-type"), "application/json");
        let at = later(start(), SignedDuration::from_secs(90)).as_second();
        assert_eq!(heard.header("webhook-timestamp"), at.to_string());
        assert!(heard.is_signed());
        let mut other = heard.clone();
        other.body = text.replace("table 1", "table 2").into();
        assert!(!other.is_signed());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_taken_is_told_again_under_the_same_id() {
    in_each_house(free_rules(), async |house| {
        let program = Program::that([500, 404, 200].map(Answer::Status)).await;
        house.post_to(program.url()).await;
        house.booked(1).await;
        for told in 1..=3 {
            house.carry().await;
            assert_eq!(program.heard().len(), told);
            house.carry().await;
            assert_eq!(program.heard().len(), told, "not before its pause ends");
            house.wait(SignedDuration::from_hours(1));
        }
        house.carry().await;
        let heard = program.heard();
        assert_eq!(heard.len(), 3, "it is noted now");
        for again in &heard {
            assert_eq!((again.id(), again.text()), (heard[0].id(), heard[0].text()));
            assert!(again.is_signed());
        }
        let at = |told: usize| heard[told].header("webhook-timestamp").to_owned();
        assert_ne!(at(0), at(1), "each try is signed when it is made");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_address_is_given_up_in_the_open_and_told_when_it_is_mended() {
    in_each_house(free_rules(), async |house| {
        // Bound and not listening: the port is ours, and whoever knocks is turned away.
        let socket = TcpSocket::new_v4().expect("a socket");
        socket
            .bind("127.0.0.1:0".parse().expect("an address"))
            .expect("a free port");
        let dead = socket.local_addr().expect("bound");
        house.post_to(format!("http://{dead}/?key=hush")).await;
        let booking = house.booked(100).await;
        for _ in 0..50 {
            house.carry().await;
            house.wait(SignedDuration::from_hours(1));
        }
        assert_eq!((house.letters(), house.waiting().await), (1, 0));
        let lost = house.desk.given_up_letters(Some(house.venue)).await;
        let lost = lost.expect("an answer");
        let [lost] = &lost[..] else {
            panic!("one lies in the open: {lost:?}");
        };
        let notice = Notice {
            to: Recipient::Program,
            topic: Topic::Confirmed,
        };
        let version = booking.version;
        let about = bronya_desk::About::Booking {
            booking: booking.id,
            version,
            notice,
        };
        assert_eq!(lost.place.about, about);
        assert!(lost.why.starts_with("connection: ") && !lost.why.contains("hush"));
        assert!(lost.attempts > 40, "{}", lost.attempts);

        let program = Program::that([Answer::Status(200)]).await;
        house.post_to(program.url()).await;
        let again = house.desk.resend_letter(&lost.place, house.now()).await;
        assert_eq!(again, Ok(true));
        house.carry().await;
        let heard = program.heard();
        assert_eq!(heard.len(), 1);
        assert!(heard[0].text().contains("2026-11-20T12:00:00Z") && heard[0].is_signed());
        let lost = house.desk.given_up_letters(Some(house.venue)).await;
        assert_eq!(lost, Ok(Vec::new()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_wants_no_more_is_not_asked_again_and_a_redirect_is_not_followed() {
    in_each_house(free_rules(), async |house| {
        let other = Program::that([Answer::Status(200)]).await;
        let answers = [Answer::Redirect(other.url()), Answer::Status(410)];
        let program = Program::that(answers).await;
        house.post_to(program.url()).await;
        house.booked(1).await;
        house.carry().await;
        let lost = house.desk.given_up_letters(Some(house.venue)).await;
        assert_eq!(lost, Ok(Vec::new()), "a redirect may be mended");
        house.wait(SignedDuration::from_mins(1));
        house.carry().await;
        let lost = house.desk.given_up_letters(Some(house.venue)).await;
        let lost = lost.expect("an answer");
        assert_eq!(lost[0].why, "the webhook answered 410 Gone");
        assert_eq!((program.heard().len(), other.heard().len()), (2, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_hangs_holds_up_no_letter_and_no_booking() {
    in_each_house(free_rules(), async |house| {
        let program = Program::that([Answer::Hangs]).await;
        house.post_to(program.url()).await;
        let (stop, told) = tokio::sync::oneshot::channel::<()>();
        let courier = house.courier(Duration::from_secs(600));
        let courier = tokio::spawn(courier.run(async move { drop(told.await) }));
        // More than go at once, so that no place is left for news.
        for number in 0..20 {
            house.booked(number).await;
        }
        program.hears(1).await;
        let before = house.letters();
        for number in 20..40 {
            house.booked(number).await;
        }
        let all = async {
            while house.letters() < 40 {
                tokio::task::yield_now().await;
            }
        };
        let all = timeout(PATIENCE, all).await;
        all.expect("every letter goes while all news hang");
        assert!(before < 40 && program.heard().len() <= 16);
        courier.abort();
        drop(stop);

        // What hung is told when its lease ends and the program is well.
        program.answers(Answer::Status(200));
        house.wait(SignedDuration::from_mins(4));
        house.carry().await;
        let told = program.heard();
        let mut ids: Vec<&str> = told.iter().map(|heard| heard.id()).collect();
        ids.sort();
        ids.dedup();
        assert_eq!((ids.len(), house.waiting().await), (40, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_does_not_answer_in_time_is_tried_again() {
    in_each_house(free_rules(), async |house| {
        let program = Program::that([Answer::Hangs]).await;
        house.post_to(program.url()).await;
        house.booked(1).await;
        let hasty = house.courier(Duration::from_millis(200));
        let round = timeout(PATIENCE, hasty.round()).await;
        round.expect("it comes back in time").expect("a round");
        program.answers(Answer::Status(200));
        house.wait(SignedDuration::from_mins(1));
        house.carry().await;
        let heard = program.heard();
        assert_eq!(heard.len(), 2);
        assert_eq!(heard[0].id(), heard[1].id());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_hears_of_what_it_wants_whoever_did_it_and_of_no_reminder() {
    let policy = Policy {
        reminder_minutes: Some(bronya_domain::policy::Bound::Of(60)),
        ..free_rules()
    };
    in_each_house(policy, async |house| {
        let program = Program::that([Answer::Status(200)]).await;
        let topics = vec![Topic::Moved, Topic::Cancelled];
        let url = program.url();
        house.set(Some(Webhook { url, topics })).await;
        let booking = house.booked(30).await;
        let order = Box::new(crate::town::stay(2, 30));
        house
            .done(Actor::OPERATOR, Act::Move(booking.id, order))
            .await;
        let reason = Some("A broken pipe.".to_owned());
        house
            .done(Actor::OPERATOR, Act::Cancel(booking.id, reason))
            .await;
        house.carry().await;
        let mut topics: Vec<String> = program.heard().iter().map(|heard| heard.topic()).collect();
        topics.sort();
        assert_eq!(topics, ["booking.cancelled", "booking.moved"]);
        let heard = program.heard();
        let moved = heard.iter().find(|heard| heard.topic() == "booking.moved");
        let moved = moved.expect("it was moved").text();
        let then = r#""state":"confirmed","resources":[{"id":2,"#;
        assert!(moved.contains(then), "as the move left it: {moved}");
        let called_off = |text: &str| text.contains(r#""reason":"A broken pipe."}"#);
        assert!(heard.iter().any(|heard| called_off(heard.text())));

        house.post_to(program.url()).await;
        house.booked(40).await;
        house.wait(SignedDuration::from_hours(39));
        house.carry().await;
        assert_eq!(program.heard().len(), 3, "confirmed, and not reminded");
        assert!(house.letters() >= 4, "the guest was");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_booked_with_an_account_alone_is_known_by_what_it_says() {
    in_each_house(free_rules(), async |house| {
        let program = Program::that([Answer::Status(200)]).await;
        house.post_to(program.url()).await;
        let names = Names {
            first: Some("Vera".into()),
            ..Names::default()
        };
        let new = NewAccount {
            realm: HOUSE.into(),
            username: None,
            email: Some("vera@example.org".into()),
            email_confirmed: true,
            phone: Some("+79161234567".into()),
            names,
            language: None,
            password: None,
            operator: false,
        };
        let account = house.desk.register(new, house.now()).await;
        let account = account.expect("an account").id;
        let customer = Actor {
            role: Role::Customer,
            account: Some(account),
            own: None,
        };
        let Act::Book(mut new) = annas(1, 1) else {
            panic!("a wish");
        };
        new.contact = Default::default();
        house.done(customer, Act::Book(new)).await;
        house.carry().await;
        let heard = program.heard();
        let contact =
            r#""contact":{"name":"Vera","email":"vera@example.org","phone":"+79161234567"}"#;
        assert!(heard[0].text().contains(contact), "{}", heard[0].text());
        assert!(
            heard[0]
                .text()
                .contains(&format!(r#""account":{account},"#))
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_was_taken_away_is_told_nothing_more() {
    in_each_house(free_rules(), async |house| {
        let program = Program::that([Answer::Status(500)]).await;
        house.post_to(program.url()).await;
        house.booked(1).await;
        house.carry().await;
        house.set(None).await;
        house.booked(2).await;
        house.wait(SignedDuration::from_hours(1));
        house.carry().await;
        assert_eq!((program.heard().len(), house.waiting().await), (1, 0));
        let lost = house.desk.given_up_letters(Some(house.venue)).await;
        assert_eq!(lost, Ok(Vec::new()));
    })
    .await;
}
