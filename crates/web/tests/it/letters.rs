//! The letters of a venue: looked at in both languages, sent to whoever looks, and what could not be delivered.

use bronya_desk::{About, Lead};
use bronya_domain::catalog::Language;
use bronya_domain::command::Role;
use bronya_domain::sample::Sample;
use bronya_domain::span::later;
use jiff::SignedDuration;

use crate::app::{App, EVENING, PASSWORD};

/// Lends out all letters that are owed and gives them up.
async fn give_up_all(app: &App) -> usize {
    let (desk, now) = (app.desk(), app.now());
    let until = later(now, SignedDuration::from_mins(5));
    let mut given_up = 0;
    loop {
        let lent = desk.lease_letters(now, until, 100).await.expect("letters");
        if lent.is_empty() {
            return given_up;
        }
        for letter in &lent {
            let why = "550 no such mailbox".to_owned();
            let gone = desk.give_up_letter(letter, why, now).await;
            gone.expect("a letter is given up");
        }
        given_up += lent.len();
    }
}

async fn lost(app: &App) -> usize {
    let lost = app.desk().given_up_letters(Some(app.venue)).await;
    lost.expect("a list").len()
}

#[tokio::test]
async fn every_letter_is_seen_in_both_languages() {
    App::in_each("{}", async |app| {
        app.crew("olga@example.org", Role::Admin, None).await;
        let olga = app.logged_in_russian("olga@example.org", PASSWORD).await;
        let list = app.get_as(&olga, "/admin/demo/letters").await.is(200);
        for sample in Sample::all() {
            let page = format!("/admin/demo/letters/{}", sample.name());
            assert!(list.text.contains(&format!("\"{page}\"")), "{page}");
            for (language, guest) in [("ru", "Анна Смирнова"), ("en", "Anna Smith")] {
                let address = format!("{page}?language={language}");
                let shown = app.get_as(&olga, &address).await.is(200);
                let shown = shown
                    .says("У Пушкина")
                    .says("Прислать мне на olga@example.org");
                let frame = "frame-src &#39;self&#39;".replace("&#39;", "'");
                assert!(shown.header("content-security-policy").contains(&frame));
                let address = format!("{page}/sheet?language={language}");
                let sheet = app.get_as(&olga, &address).await.is(200);
                let policy = sheet.header("content-security-policy").to_owned();
                assert!(policy.starts_with("default-src 'none'") && policy.ends_with("sandbox"));
                let sheet = sheet.says(&format!("<html lang=\"{language}\">"));
                if let Sample::OfBooking(_) = sample {
                    sheet.says(guest).says("Стол на 2");
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_test_goes_to_whoever_asks_and_to_nobody_else() {
    App::in_each("{}", async |app| {
        let account = app.crew("olga@example.org", Role::Admin, None).await;
        let olga = app.logged_in_russian("olga@example.org", PASSWORD).await;
        let page = "/admin/demo/letters/guest_confirmed";
        let sent = app.post_as(&olga, page, &[("language", "en")]).await;
        let there = format!("{page}?language=en&done=sent");
        sent.leads_to(&there);
        let shown = app.get_as(&olga, &there).await.is(200);
        shown.says("Письмо на адрес olga@example.org отправляется.");
        let until = later(app.now(), SignedDuration::from_mins(5));
        let lent = app.desk().lease_letters(app.now(), until, 9).await;
        let lent = lent.expect("letters");
        let [letter] = &lent[..] else {
            panic!("one letter: {lent:?}")
        };
        assert!(matches!(letter.place.about, About::Sample { .. }));
        assert_eq!(letter.place.reader.account(), Some(account));
        assert_eq!(letter.place.to_string().parse(), Ok(letter.place.clone()));
        let lead = app.desk().letter(letter, app.now()).await;
        let Lead::OfSample(about) = lead.expect("a letter") else {
            panic!("a letter that shows how it looks")
        };
        assert_eq!(about.language, Language::En);
        assert_eq!(about.reader.email, "olga@example.org");
        app.post_as(&olga, page, &[]).await.is(422);
    })
    .await;
}

#[tokio::test]
async fn tests_are_counted() {
    App::in_each_limited(async |app| {
        app.crew("olga@example.org", Role::Admin, None).await;
        let olga = app.logged_in_russian("olga@example.org", PASSWORD).await;
        let page = "/admin/demo/letters/invitation";
        for _ in 0..40 {
            app.post_as(&olga, page, &[("language", "ru")])
                .await
                .is(303);
        }
        app.post_as(&olga, page, &[("language", "ru")])
            .await
            .is(429);
    })
    .await;
}

#[tokio::test]
async fn what_was_given_up_is_sent_again_or_let_go_of() {
    App::in_each("{}", async |app| {
        app.crew("olga@example.org", Role::Admin, None).await;
        let olga = app.logged_in_russian("olga@example.org", PASSWORD).await;
        let page = "/admin/demo/given-up";
        let empty = app.get_as(&olga, page).await.is(200);
        empty.says("Всё дошло.");
        let booking = app.booked(EVENING).await;
        let given_up = give_up_all(app).await;
        assert!(given_up >= 2, "the guest's letter and the staff's");
        let list = app.get_as(&olga, page).await.is(200);
        let list = list
            .says("550 no such mailbox")
            .says("Бронь подтверждена")
            .says("Гостю")
            .says(&booking.id.code(app.venue));
        let letters = list.inputs("letter");
        assert_eq!(letters.len(), given_up);

        let first = [("letter", letters[0].as_str())];
        let again = app.post_as(&olga, &format!("{page}/again"), &first).await;
        again.leads_to("/admin/demo/given-up?done=again");
        assert_eq!(lost(app).await, given_up - 1);
        let again = app.post_as(&olga, &format!("{page}/again"), &first).await;
        again.leads_to("/admin/demo/given-up?done=gone");

        let drop = format!("{page}/drop");
        let second = [("letter", letters[1].as_str())];
        let asked = app.post_as(&olga, &drop, &second).await.is(200);
        asked.says("Больше не отправлять?");
        assert_eq!(lost(app).await, given_up - 1);
        let sure = [("letter", letters[1].as_str()), ("sure", "yes")];
        let gone = app.post_as(&olga, &drop, &sure).await;
        gone.leads_to("/admin/demo/given-up?done=let_go");
        assert_eq!(lost(app).await, given_up - 2);

        give_up_all(app).await;
        let all = app.post_as(&olga, &format!("{page}/all"), &[]).await;
        all.leads_to("/admin/demo/given-up?done=all_again");
        assert_eq!(lost(app).await, 0);

        // What is another venue's is not there.
        app.found("office", "{}").await;
        app.operator("root@example.org").await;
        let root = app.logged_in_russian("root@example.org", PASSWORD).await;
        give_up_all(app).await;
        let there = "/admin/office/given-up/again";
        app.post_as(&root, there, &first).await.is(404);
        app.post_as(&root, there, &[("letter", "x")]).await.is(404);
    })
    .await;
}
