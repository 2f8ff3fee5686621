# Days and hours.

weekday = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
date = { weekday }, { $day } { month } { $year }
date-time = { date }, { $from }
short = { $day } { month }, { $from }
when-range = { date }, { $from }–{ $to }
when-overnight = { date }, { $from } – { $to } the next day
when-long = { date }, { $from } – { $until }
when-open = { date }, from { $from }
when-unset = from confirmation, with no time limit
party = { $party ->
    [one] { $party } guest
   *[other] { $party } guests
}

# What the facts are called.

label-when = When
label-was = Before
label-now = Now
label-what = What
label-where = Where
label-topic = Topic
label-party = Party
label-price = Price
label-code = Booking number
label-guest = Guest
label-phone = Phone
label-email = E-mail
label-reason = Reason
label-note = The guest’s wish
label-choice = You could have this instead:

# Buttons.

button-manage = Open my booking
button-open = Open the booking
button-accept = Accept
button-decline = Decline
button-again = Choose another time

# How a letter begins and ends.

hello = Hello { $name },
hello-nobody = Hello,
small-decide = Each link opens a page where the decision is confirmed. The links work for anyone who has this letter: please do not forward it.
small-zone = Times are local, time zone { $zone }.
small-auto = This letter was written automatically.

# To the guest.

guest-received =
    .subject = Request received: { $about }
    .title = We have your request
    .lead = { $answer ->
        [none] Thank you! We have your request and will answer soon.
       *[other] Thank you! We have your request and will answer by { $answer }.
    } { $holds ->
        [yes] We are keeping this time for you until then.
       *[no] It is not a booking yet: please wait for our confirmation.
    }
guest-confirmed =
    .subject = Booking confirmed: { $about }
    .title = See you soon
    .lead = Your booking is confirmed. We look forward to seeing you!
guest-declined =
    .subject = We could not book it: { $about }
    .title = Sorry, we could not book it
    .lead = Unfortunately we cannot accept your request. We are sorry to turn you down.
guest-rival-chosen =
    .subject = That time is taken: { $about }
    .title = That time is taken
    .lead = We confirmed another request for that time and so cannot accept yours. We are sorry.
guest-cancelled =
    .subject = Booking cancelled: { $about }
    .title = Booking cancelled
    .lead = { $by ->
        [guest] You cancelled your booking, and there is nothing else to do. We hope to see you another time.
       *[venue] Unfortunately we had to cancel your booking. We apologise.
    }
guest-cancel-asked =
    .subject = Your wish to cancel: { $about }
    .title = We have your wish to cancel
    .lead = You asked us to cancel your booking, and we will answer soon. Until then it stands.
guest-moved =
    .subject = Booking changed: { $about }
    .title = Booking changed
    .lead = { $by ->
        [guest] You changed your booking.
       *[venue] We changed your booking.
    } { $decided ->
        [yes] It still stands.
       *[no] It has yet to be confirmed, and we will write to you.
    }
guest-reminder =
    .subject = A reminder: { $about }
    .title = See you soon
    .lead = This is a reminder of your booking. If your plans have changed, please let us know in advance.
guest-expired =
    .subject = Your request went unanswered: { $about }
    .title = We did not answer in time
    .lead = We did not answer in time, and your request is no longer valid. Please excuse us.

# To the staff or the specialist.

staff-received =
    .subject = New request: { $about }
    .title = New request
    .lead = { $answer ->
        [none] The request waits for your decision.
       *[other] The request waits for your decision until { $answer } and lapses after that.
    } { $holds ->
        [yes] The time is kept for the guest until then.
       *[no] The time is still free for others.
    }
staff-confirmed =
    .subject = New booking: { $about }
    .title = New booking
    .lead = The booking is confirmed, and there is nothing to do.
staff-declined =
    .subject = Request declined: { $about }
    .title = Request declined
    .lead = The request no longer waits for a decision.
staff-rival-chosen =
    .subject = Another request was chosen: { $about }
    .title = Another request was chosen
    .lead = Another request for that time was confirmed, so this one is declined.
staff-cancelled =
    .subject = { $by ->
        [guest] The guest cancelled: { $about }
       *[venue] Booking cancelled: { $about }
    }
    .title = { $by ->
        [guest] The guest cancelled
       *[venue] Booking cancelled
    }
    .lead = The time is free again.
staff-cancel-asked =
    .subject = The guest asks to cancel: { $about }
    .title = The guest asks to cancel
    .lead = The booking stands until you decide.
staff-moved =
    .subject = { $by ->
        [guest] The guest changed a booking: { $about }
       *[venue] Booking changed: { $about }
    }
    .title = { $by ->
        [guest] The guest changed a booking
       *[venue] Booking changed
    }
    .lead = { $decided ->
        [yes] There is nothing to confirm.
       *[no] It waits for your decision.
    }
staff-expired =
    .subject = A request went unanswered: { $about }
    .title = A request went unanswered
    .lead = Nobody answered in time, and the request is no longer valid. The guest is told, if he left an e-mail address.
