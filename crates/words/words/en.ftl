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
until = until { $day } { month } { $year }, { $from }
when-range = { date }, { $from }–{ $to }
when-overnight = { date }, { $from } – { $to } the next day
when-long = { date }, { $from } – { $until }
when-open = { date }, from { $from }
when-unset = from confirmation, with no time limit
party = { $party ->
    [one] { $party } guest
   *[other] { $party } guests
}

someone = Guest

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
label-inviter = Invited by
label-role = Role
label-works = The link works
label-host = Server
label-sender = Sender
label-written = Written

# What one is invited to be.

role-admin = administrator
role-staff = staff
role-specialist = specialist
role-operator = operator

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
small-once = The link works once and for anyone who opens it: please do not forward this letter.

# To the guest.

guest-received =
    .subject = Request received: { $about }
    .title = We have your request
    .lead = { $answer ->
        [none] Thank you! We have your request and will write to you when it is decided.
       *[other] Thank you! We have your request. Our answer is due by { $answer }.
    } { $holds ->
        [yes] Until we answer, this time is kept for you.
       *[no] It is not a booking yet: please wait for our confirmation.
    }
guest-confirmed =
    .subject = Booking confirmed: { $about }
    .title = Booking confirmed
    .lead = We have confirmed your booking. Thank you for choosing us!
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
    .lead = You asked us to cancel your booking. We will write to you when we have decided; until then it stands.
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
    .title = We look forward to seeing you
    .lead = This is a reminder of your booking. If your plans have changed, please let us know.
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
        [yes] Until you decide, the time is kept for the guest.
       *[no] The request itself keeps no time: others may book it.
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
    .lead = { $held ->
        [yes] The time has been freed, and there is nothing to do.
       *[no] There is nothing to do.
    }
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
staff-reminder =
    .subject = Upcoming visit: { $about }
    .title = Upcoming visit
    .lead = The booking is confirmed, and there is nothing to do.

# About the account itself.

invitation =
    .subject = Invitation: { $who }
    .title = An invitation
    .lead = { $role ->
        [admin] You are invited to be an administrator: to set the rules, invite staff and look after bookings.
        [staff] You are invited to join the staff: to answer requests and look after bookings.
        [specialist] You are invited to be a specialist: to offer your time and receive those who book it.
        [operator] You are invited to be an operator: to run the whole booking system.
       *[none] You are invited to open an account.
    } To accept, open the link.
    .button = Accept the invitation
    .unasked = If you did not expect an invitation, you can ignore this letter.
    .late = If the link no longer works, please ask for a new invitation.
new-role =
    .subject = A new role: { $who }
    .title = A new role
    .lead = { $role ->
        [admin] You are an administrator now: you set the rules, invite staff and look after bookings.
        [staff] You are one of the staff now: you answer requests and look after bookings.
        [specialist] You are a specialist now: you offer your time and receive those who book it.
       *[none] You have a new role.
    } Log in as you always do. If you have forgotten your password, choose a new one by the link.
    .button = Choose a new password
    .unasked = If you know nothing of this, please ask whoever invited you.
    .late = If the link no longer works, the login page sends you another.
password-reset =
    .subject = Choose a new password: { $who }
    .title = Choose a new password
    .lead = We were asked to change the password of your account. To choose a new one, open the link.
    .button = Choose a new password
    .unasked = If it was not you who asked, you can ignore this letter: your password stays as it is.
    .late = If the link no longer works, ask for a new one where you log in.
address-confirmation =
    .subject = Confirm your e-mail address: { $who }
    .title = Confirm your e-mail address
    .lead = This address was given for an account. To confirm that it is yours, open the link and enter the password of the account.
    .button = Confirm the address
    .unasked = If it was not you who gave it, you can ignore this letter: the address stays unconfirmed.
    .late = If the link no longer works, ask for a new one in your account.

# A letter that tries the way.

trial =
    .subject = Mail check: { $host }
    .title = Mail works
    .lead = This is a trial letter: Bronya checks whether its letters arrive. If you can read this, they do. There is no need to answer.
