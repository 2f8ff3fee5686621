# What every page says.

trouble = Problem:
zone = Times are local, time zone { $zone }.
look-again = Please look at this again
refused = That did not work, nothing has changed

nothing =
    .title = This link does not work
    .lead = It may have been used already, be too old, or have been copied incompletely.
    .next = Please open the link in the latest letter, or ask whoever sent it for a new one.
too-many =
    .title = Too many tries
    .lead = Please wait { $seconds ->
        [one] { $seconds } second
       *[other] { $seconds } seconds
    } before the next try.
    .next = Nothing has changed.
busy =
    .title = Not right now
    .lead = We cannot answer at the moment, and nothing has changed.
    .next = Please try again in { $seconds ->
        [one] { $seconds } second
       *[other] { $seconds } seconds
    }.
unknown-outcome =
    .title = It is not known whether that worked
    .lead = The connection broke off while your change was being saved.
    .next = Please open your link again: the page shows how things stand.
not-understood =
    .title = That could not be read
    .lead = The page was sent in a way that we do not understand, and nothing has changed.
    .next = Please open your link again and try once more.
gone =
    .title = What this was about is no longer there
    .lead = Somebody has removed it meanwhile, and what you sent has changed nothing.
    .next = Please look at the list it came from: there you see how things stand.
too-much =
    .title = That is more than fits into one form
    .lead = Nothing has been saved.
    .next = Most browsers still have what you typed when you go back. Please send it in several parts.
typed = This is what you typed, to copy
failed =
    .title = Something went wrong here
    .lead = It is our fault and has been written down.
    .next = Please open your link again: the page shows how things stand.

# What the facts are called.

fact-when = When
fact-what = What
fact-topic = Topic
fact-where = Where
fact-party = Party
fact-price = Price
fact-code = Booking number
fact-guest = Guest
fact-phone = Phone
fact-email = E-mail
fact-note = The guest’s wish
fact-reason = Reason
party = { $party ->
    [one] { $party } guest
   *[other] { $party } guests
}

# Where a booking stands.

state-requested = Waiting for an answer
state-tentative = Waiting for an answer
state-confirmed = Confirmed
state-seated = Under way
state-finished = Over
state-no-show = Not taken up
state-cancelled = Cancelled
state-declined = Declined
state-expired = Unanswered

# The guest’s own page.

guest-requested =
    .title = Your request
    .lead = { $answer ->
        [none] We have your request and will write to you when it is decided.
       *[other] We have your request and will answer by { $answer }.
    } It is not a booking yet: please wait for our answer.
guest-tentative =
    .title = Your request
    .lead = { $answer ->
        [none] We have your request and will write to you when it is decided.
       *[other] We have your request and will answer by { $answer }.
    } Until we answer, this time is kept for you.
guest-confirmed =
    .title = Your booking
    .lead = { $asked ->
        [yes] Your booking stands until we have answered your wish to cancel it.
       *[no] Everything is agreed. We look forward to seeing you.
    }
guest-seated =
    .title = Your booking
    .lead = Your visit has begun. Have a good time!
guest-finished =
    .title = Your booking
    .lead = Your visit is over. Thank you for coming.
guest-no-show =
    .title = Your booking
    .lead = The booking was not taken up.
guest-cancelled =
    .title = The booking is cancelled
    .lead = There is nothing else to do. We hope to see you another time.
guest-declined =
    .title = Sorry, we could not book it
    .lead = Unfortunately we could not accept your request.
guest-expired =
    .title = We did not answer in time
    .lead = Your request is no longer valid. Please excuse us.

calendar = Add to calendar
what-can-be-done = What you can still do
leave-asked = You asked us to cancel on { $asked }. We will write to you when we have decided.
leave-cancel =
    .summary = Cancel the booking
    .lead = { $deadline ->
        [none] You can cancel at any time.
       *[other] You can cancel until { $deadline }.
    } The time is then free for others.
    .button = Cancel the booking
leave-ask =
    .summary = Ask to cancel
    .lead = { $deadline ->
        [none] We decide ourselves whether a booking is cancelled. You can ask us to; until we answer, it stands.
       *[other] You could cancel here until { $deadline }. You can still ask us to; until we answer, the booking stands.
    }
    .button = Ask to cancel
leave-reason = Reason (you may leave this empty)
move = Choose another time
move-lead = { $deadline ->
    [none] Choose a day, then one of the free times.
   *[other] You can change the time until { $deadline }. Choose a day, then one of the free times.
}
move-late = The time could be changed here until { $deadline }. Please contact us if you need another one.
move-staff = If you need another time, please contact us: it cannot be changed here.
move-date = Day
move-party = Guests
look = Show free times
move-starts = Free on { $day }{ $people ->
    [none] {""}
   *[other] {""}, { $people }
}
move-none = Nothing is free on { $day }{ $people ->
    [none] {""}
   *[other] {""} for { $people }
}. Please try another day.
move-button = Take this time
bad-date = please give a day such as 2026-11-21.
bad-party = please give a number from 1.
bad-start = Please choose one of the times.

# What the rules say.

no-retired = What you chose is no longer offered.
no-closed = What you chose takes no new bookings at the moment.
no-party-required = Please say how many people come.
no-party-too-large = There is room for { $most } at most.
no-party-too-small = This is for { $least } or more.
no-off-grid = A visit does not begin at that time.
no-stay = A visit of that length is not possible here.
no-too-soon = That is too soon: the earliest start is { $earliest }.
no-beyond-horizon = That is too far ahead: the latest start is { $latest }.
no-outside-hours = The visit would not lie within opening hours.
no-not-published = That time is no longer offered.
no-taken = Somebody else has just taken that time.
no-free-until = It is free until { $until } only. The party could stay until then.
no-blocked = That time is closed.
no-wrong-state = The booking does not stand where this can be done.
no-deadline-passed = This was possible until { $deadline }.
no-nothing-to-undo = The last change cannot be taken back.
no-cancel-refused = By the venue’s rules only the staff cancel.
no-version-differs = The booking changed since you opened the page. This is how it stands now.
no-dearer = That costs { $price }, which is more than your booking does. Please contact us.
no-already-requested = You already have a request waiting for that time.
no-staff-only = Only the staff can do this.
no-nothing-offered = There is nothing of that kind to be had.
no-last-admin = Nobody else can run the venue. Make somebody else an administrator first.
no-other = The rules do not allow it.

# The staff’s decision.

decide-accept =
    .title = Accept the request?
    .lead = The booking will be confirmed, and the guest will be told.
    .button = Accept
    .done = Accepted
    .then = Booking { $code } is confirmed. The guest will be told.
decide-decline =
    .title = Decline the request?
    .lead = The request will be declined, and the guest will be told.
    .button = Decline
    .done = Declined
    .then = Request { $code } is declined. The guest will be told.
decide-reason = Reason (you may leave this empty)
decide-reason-hint = The guest will read it.
moved-on =
    .title = There is nothing to decide here any more
    .next = This link no longer works.
became-requested = Booking { $code } has changed since the letter. It waits for a decision, and a newer letter has the link for it.
became-tentative = Booking { $code } has changed since the letter. It waits for a decision, and a newer letter has the link for it.
became-confirmed = Booking { $code } is confirmed.
became-seated = Booking { $code } is confirmed, and the visit has begun.
became-finished = Booking { $code } was confirmed, and the visit is over.
became-no-show = Booking { $code } was confirmed and not taken up.
became-cancelled = Booking { $code } is cancelled.
became-declined = Request { $code } is declined.
became-expired = Request { $code } went unanswered and is no longer valid.

# Links that work once.

field-email = E-mail
field-first = First name
field-last = Last name
field-password = New password
field-own-password = Your password
field-again = The same password again
password-hint = At least 8 characters. Several words that only you put together are good.
bad-email = please give an e-mail address such as anna@example.org.
bad-name = please give a name of one line, at most 200 characters long.
bad-again = the two passwords differ.
password-wrong = The password is wrong.
password-too-short = please take at least 8 characters.
password-too-long = please take 128 characters at most.
password-personal = please take one without your own name and address.
password-common = please take one that strangers would not try first.
email-taken = this address has an account already.
setup =
    .title = Who runs Bronya?
    .lead = You are the first here. Make yourself the account of the operator, who may do everything.
    .button = Make the account
    .done = The account is made
    .then = You are logged in, and from now on you log in with your e-mail address and your password. The link does not work any more.
    .next = Found the first venue
invitation =
    .title = Welcome
    .lead = Choose a password to take up the invitation.
    .button = Accept the invitation
    .done = The invitation is accepted
    .then = You are logged in, and from now on you log in with your e-mail address and your new password. The link does not work any more.
    .next = Go on
invitation-withdrawn =
    .title = The invitation was taken back
    .lead = Whoever invited you has taken it back, and this link does not work any more.
    .next = If you think that this is a mistake, ask them to invite you again.
password =
    .title = A new password
    .lead = Choose a new password. You will be logged out everywhere.
    .button = Save the password
    .done = The password is changed
    .then = You are logged in here and nowhere else. The old password and the link do not work any more.
    .next = Go on
confirmation =
    .title = Is this your address?
    .lead = Confirm with the password of your account that this e-mail address is yours. If you have no account here, leave this page: nothing will happen.
    .button = Confirm the address
    .done = The address is confirmed
    .then = We can now write to you there. There is nothing else to do.
