# The settings of a venue, for those who run it.

settings-venue = The venue
    .lead = Name, address, time zone, language, currency.
settings-resources = What can be booked
    .lead = Tables, rooms, people: seats, prices, whether they are offered.
settings-hours = Opening hours
    .lead = An ordinary week, and days with hours of their own.
settings-rules = Rules
    .lead = How an order becomes a booking, how long visits last, until when one may cancel.
settings-floor = Floor plan
    .lead = Where the tables stand.
settings-people = People
    .lead = Who works here and who is known; invitations, roles.
settings-keys = Programs
    .lead = Keys for programs, news for them, foreign contracts.
settings-letters = Letters
    .lead = What guests and staff are sent, in both languages.
settings-given-up = Undelivered
    .lead = Letters and news that could not be delivered.
settings-history = History
    .lead = Who did what when.
settings-more = More
settings-save = Save
settings-guests = Where guests book
settings-embedders = Sites that may show the page for guests
settings-embedders-hint = One on each line, such as https://example.org. Empty: none.
settings-bad-embedders = Write sites such as https://example.org, one on each line, at most twenty.
settings-calendar = The calendar of the whole venue by link
settings-embed = To put it into a page of yours
settings-embed-hint = Copy this into your page. Under “Venue” say first which sites may show it.
settings-done-founded = The venue is made. Guests can book from now on.
settings-done-saved = Saved.
settings-done-added = Added.
settings-done-retired = It has left the offer. Its bookings stay.
settings-done-deleted = Deleted.
settings-no-version-differs = Somebody changed the settings since you opened the page. What you typed is kept: it takes the place of what they saved when you save again. Load the page anew to see theirs first.
settings-no-was-booked = It was booked before, so it cannot be deleted. You can take it out of the offer.
settings-no-in-use = Something still stands on it: closed time, a booking in the making or a published slot.
settings-no-lanes-taken = So few parties at once will not do: more are booked side by side already.
settings-no-unknown-resource = It is not there any more.
settings-no-name-taken = Something on offer has that name already.
settings-no-contradiction = together with another rule nothing could be booked any more: the last moment to book would come before bookings open.

# The page that asks before bookings are touched.

settings-repriced =
    .title = This changes prices
    .lead = Prices stay the same number of the smallest coins and follow no rate. After this you may want to set them anew:
    .line = { $before } becomes { $after }.
    .more = And { $more } more.

settings-effect =
    .title = This touches bookings
    .lead = { $count ->
        [one] One future booking would not fit any more. It stays as it was agreed; what becomes of it you decide.
       *[other] { $count } future bookings would not fit any more. They stay as they were agreed; what becomes of them you decide.
    }
    .more = { $more ->
        [one] And one more.
       *[other] And { $more } more.
    }
    .clock = Clocks will show { $after } instead of { $before }.
    .button = Save all the same
    .leave = Leave it as it was

# The venue itself.

settings-name = Name
settings-address = Address
settings-address-hint = Street, house, city: guests find it in their letters.
settings-zone = Time zone
settings-language = Language
settings-language-hint = Of letters to guests who chose none.
settings-currency = Currency
settings-currency-hint = Its three letters, such as EUR.
settings-region = Country
settings-region-hint = Two letters such as GB: how phone numbers without + are read.
settings-staff-email = Address for all letters to the staff
settings-staff-email-hint = Guests do not see it.
settings-bad-line = please give a name of one line.
settings-bad-zone = please choose one of the time zones.
settings-bad-choice = please choose one of the options.
settings-bad-mode = to change the hours, choose above that they are of its own.
settings-bad-currency = please give three letters such as EUR.
settings-bad-region = please give two letters such as GB.

# What can be booked.

settings-resources-count = { $count ->
    [one] One thing on offer
   *[other] { $count } things on offer
}, { $open } of them open for bookings
settings-resource-name = Name
settings-seats = Seats
settings-for = for { $seats }
settings-state = Bookings
settings-open = Open
settings-closed = Closed
settings-by-slots = By slots
settings-kind = Kind
settings-kind-hint = Your own word for it: table, room, doctor.
settings-kind-rules = Rules of this kind
settings-schedule = Offered
settings-schedule-hours = During opening hours
settings-schedule-slots = In slots published by hand
settings-seats-least = Seats from
settings-seats-most = Seats to
settings-lanes = Parties at once
settings-lanes-hint = More than 1 where several are served side by side.
settings-add = Add
settings-add-look = Look at what it comes to
settings-lines = One a line
settings-lines-hint = Name; seats; price. Seats may be 2-4; “Table 1-12; 4” makes twelve. Lines pasted from a spreadsheet do as well.
settings-lines-wrong = Line { $line }: { $problem }
settings-lines-none = please name at least one.
settings-lines-too-many = At most 1000 at once.
settings-lines-name = a name of one line is missing.
settings-lines-seats = for how many is it? 4 or 2-4 after the name and a semicolon.
settings-lines-more = there is more than name, seats and price.
settings-lines-range = it counts backwards, or too far.
settings-lines-taken = something is called “{ $name }” already.
settings-bad-kind = please give a word of letters, digits and hyphens.
settings-bad-price = the price must be a number such as 1500 or 45.50.
settings-bad-seats = please give a number from 1.
settings-bad-seats-most = please give a number that is not smaller than the one before.
settings-adding =
    .title = { $count ->
        [one] One thing will be added
       *[other] { $count } things will be added
    }
    .more = { $more ->
        [one] And one more.
       *[other] And { $more } more.
    }
    .button = { $count ->
        [one] Add it
       *[other] Add all { $count }
    }
    .back = Change something
settings-retired = No longer offered
settings-is-retired = It has left the offer for good. Its bookings stay readable.
settings-own-hours = Its own hours
settings-own-rules = Its own rules
settings-all-resources = Everything that can be booked
settings-leaving = Taking it away
settings-retire =
    .summary = Take it out of the offer
    .lead = It takes no new bookings and cannot be offered again. What is booked stays booked.
    .button = Take it out for good
settings-delete =
    .summary = Delete it
    .lead = Only what was never booked can be deleted. Nothing of it stays.
    .button = Delete it

# Hours.

settings-hours-of = Hours of { $name }
settings-hours-hint = Write hours as 12:00–15:00, 18:00–23:00. An empty day is closed; 18:00–02:00 passes midnight.
settings-hours-always = Always open
settings-hours-weekly = By the week
settings-hours-own = Hours of its own
settings-hours-as-venue = As the venue
settings-hours-closed = closed
settings-mode = Open
settings-monday = Monday
    .short = Mon
settings-tuesday = Tuesday
    .short = Tue
settings-wednesday = Wednesday
    .short = Wed
settings-thursday = Thursday
    .short = Thu
settings-friday = Friday
    .short = Fri
settings-saturday = Saturday
    .short = Sat
settings-sunday = Sunday
    .short = Sun
settings-bad-hours = please write hours as 12:00–23:00, spans that do not overlap, or nothing for a closed day.
settings-exceptions = Days with hours of their own
settings-exceptions-none = None yet: holidays and other days on which hours differ.
settings-exceptions-count = { $count ->
    [one] One day with hours of its own
   *[other] { $count } days with hours of their own
}
settings-exceptions-past = { $count ->
    [one] One more is over.
   *[other] { $count } more are over.
}
settings-exceptions-stretch = { $first } to { $last }
settings-exceptions-add = Add days
settings-exceptions-button = Add
settings-remove = Remove
settings-from = Day
settings-until = Until
settings-until-hint = Where it is more than one day.
settings-day-hours = Hours
settings-day-hours-hint = Empty is closed.
settings-bad-until = please give a day that is not before the first, within a year.
settings-too-many-days = there are too many days with hours of their own.

# Rules, as sentences.

rules-lead = What holds for everything, unless a kind or a single thing has rules of its own.
rules-lead-kind = What a kind leaves open comes from the venue.
rules-lead-one = What it leaves open comes from its kind, then from the venue.
rules-lead-channel = What comes by this way follows these rules, whatever it is about; only a single thing’s own go before them. What they leave open comes from the kind, then from the venue.
rules-pages = Pages, for guests and those who work there
rules-programs = Programs by the API
rules-of = Rules of { $name }
rules-ordering = How an order becomes a booking
rules-times = When and how long
rules-guests = What guests say and choose
rules-leaving = Cancelling and moving
rules-own = Set here
rules-from-kind = Set for the kind
rules-from-venue = From the venue
rules-default = As usual
rules-change = Change
rules-inherited = Do not set it here: { $sentence }
rules-others = Rules of kinds, single things and ways in
rules-count = { $count ->
    [0] none of its own
    [one] one of its own
   *[other] { $count } of its own
}
length-days = { $number ->
    [one] { $number } day
   *[other] { $number } days
}
length-hours = { $number ->
    [one] { $number } hour
   *[other] { $number } hours
}
length-minutes = { $number ->
    [one] { $number } minute
   *[other] { $number } minutes
}
settings-value = The rule
settings-count = How long
settings-count-days = How many days
settings-count-hint = Empty is no limit.
settings-unit = Unit
settings-unit-minutes = Minutes
settings-unit-hours = Hours
settings-unit-days = Days
settings-stay-by-party = By the size of the party
settings-stay-chosen = Guests choose
settings-stay-until-released = Until somebody ends it
settings-turns = Length by party size
settings-turns-hint = A line for each: up to how many guests, a colon, minutes. Larger parties get the last line.
settings-least = At least, in minutes
settings-most = At most, in minutes
settings-bad-count = please give a whole number that is not absurdly large.
settings-bad-grid = please give between 1 minute and 1 day, or nothing.
settings-bad-hold = please give between 1 minute and 2 hours.
settings-bad-stay = parties must rise from line to line, and a visit lasts a minute at least.
settings-bad-turns = please write a line for each size, such as 4: 120.
settings-bad-most = please give a number that is not smaller than the shortest.
rule-admission =
    .title = How an order becomes a booking
    .hint = Whether guests have their table at once, or the staff look first.
    .instant = A booking is confirmed at once.
    .tentative = A booking keeps its time at once, and the staff decide about it.
    .request = A booking begins as a request that keeps no time; the staff choose among them.
rule-answer-minutes =
    .title = Time to decide
    .hint = How long the staff have to answer. It matters only where they decide.
    .none = The staff may take as long as they like to decide.
    .zero = The staff have no time to decide.
    .some = The staff have { $length } to decide; then the order lapses.
rule-rivals =
    .title = Rival requests
    .hint = What becomes of other requests for a time that was given to somebody.
    .declined = Requests for a time that another was given are declined.
    .kept = Requests for a time that another was given wait on, in case it comes free.
rule-one-request =
    .title = One request a time
    .hint = Guests are known by their account, e-mail or phone.
    .no = A guest may have several requests waiting for the same time.
    .yes = A guest may have but one request waiting for the same time.
rule-stay =
    .title = How long a visit lasts
    .hint = Fill in what belongs to your choice; the other fields do not matter.
    .by-party = A visit lasts { $rows }.
    .row = { $length } for up to { $party }
    .rest = { $length } for larger parties
    .chosen = Guests choose how long they stay, between { $least } and { $most }.
    .until-released = A visit lasts until somebody ends it.
rule-grid-minutes =
    .title = When visits begin
    .hint = Counted from midnight: 15 minutes make 12:00, 12:15, 12:30.
    .none = A visit may begin at any minute.
    .zero = A visit may begin at any minute.
    .some = A visit begins every { $length }, counted from midnight.
rule-buffer-before-minutes =
    .title = Time before a visit
    .hint = To prepare. Nobody can book it.
    .zero = No time is kept free before a visit.
    .some = { $length } are kept free before each visit.
rule-buffer-after-minutes =
    .title = Time after a visit
    .hint = To clear up. Nobody can book it.
    .zero = No time is kept free after a visit.
    .some = { $length } are kept free after each visit.
rule-lead-minutes =
    .title = How late one may book
    .hint = 0 allows booking until the visit begins. No limit allows the past, too.
    .none = Even a time in the past can be booked.
    .zero = Guests may book until the visit begins.
    .some = Guests must book at least { $length } ahead.
rule-horizon-days =
    .title = How early one may book
    .hint = How many days ahead bookings open.
    .none = Guests may book as far ahead as they like.
    .zero = Guests cannot book ahead at all.
    .some = Bookings open { $length } ahead.
rule-hold-minutes =
    .title = While a form is filled in
    .hint = How long a chosen time is kept before the guest has sent the form.
    .zero = A chosen time is not kept while the guest fills in the form.
    .some = A chosen time is kept for { $length } while the guest fills in the form.
rule-guest-choice =
    .title = Who chooses the place
    .hint = Whether the page for guests shows names.
    .any = Guests get any place that fits.
    .named = Guests choose by name: a room, a person.
rule-party-size =
    .title = How many come
    .hint = Without a number, seats are not checked.
    .optional = Guests need not say how many come.
    .required = Guests must say how many come.
rule-contact =
    .title = How to reach the guest
    .hint = What the form insists on. Without an e-mail no letters can be sent.
    .email-or-phone = Guests leave an e-mail address or a phone number.
    .email = Guests leave an e-mail address.
    .phone = Guests leave a phone number.
    .email-and-phone = Guests leave an e-mail address and a phone number.
    .nothing = Guests need not leave an address or a number.
rule-reminder-minutes =
    .title = Reminder
    .hint = How long before the visit the letter is sent.
    .none = Guests are not reminded.
    .zero = Guests are reminded when the visit begins.
    .some = Guests are reminded { $length } before the visit.
rule-cancel-confirmed =
    .title = Cancelling a confirmed booking
    .hint = What it does when a guest cancels.
    .acts = Guests may cancel a confirmed booking.
    .asks = Guests may ask to cancel a confirmed booking; the staff decide.
    .refused = Guests cannot cancel a confirmed booking.
rule-cancel-undecided =
    .title = Cancelling before the decision
    .hint = What it does when a guest cancels before the staff decided.
    .acts = Guests may cancel while the staff have not decided.
    .asks = Guests may ask to cancel while the staff have not decided.
    .refused = Guests cannot cancel while the staff have not decided.
rule-cancel-deadline-minutes =
    .title = Until when one may cancel
    .hint = How long before the visit.
    .none = Guests may cancel at any time.
    .zero = Guests may cancel until the visit begins.
    .some = Guests may cancel until { $length } before the visit.
rule-move-deadline-minutes =
    .title = Until when one may move
    .hint = How long before the visit guests may still choose another time.
    .none = Guests may move their booking at any time.
    .zero = Guests may move their booking until the visit begins.
    .some = Guests may move their booking until { $length } before the visit.

# Founding a venue.

founding-step = Step { $step } of 3
founding-back = Back
founding-what =
    .title = What do you book?
    .lead = Three short steps, and guests can book. Everything can be changed later.
    .legend = What it is
    .button = Next
founding-where =
    .title = Where and when?
    .lead = What is filled in is likely. Look over it and change what differs.
    .button = Next
founding-offer =
    .title = What can be booked?
    .lead = Type or paste one a line. This is an example: put your own in its place.
    .button = Look at everything
founding-sum =
    .title = Is this right?
    .lead = Nothing is made yet. This is what will be.
    .button = Make the venue
founding-slug = Name in addresses
founding-slug-hint = Latin letters, digits and hyphens. It never changes.
founding-bad-slug = please take small Latin letters, digits and hyphens, and no word that addresses already use.
founding-slug-taken = another venue has it already.
founding-count = { $count ->
    [one] One
   *[other] { $count }
}
founding-restaurant =
    .title = Restaurant
    .lead = Tables, confirmed at once; how long depends on the party.
    .kind = table
    .lines =
        Table 1–6; 2
        Table 7–11; 4
        Table 12–14; 6
founding-rooms =
    .title = Rooms
    .lead = Meeting rooms, halls, courts: guests choose one and say for how long.
    .kind = room
    .lines =
        Small room; 4
        Large room; 10
        Hall; 60
founding-practice =
    .title = Practice
    .lead = Doctors, lawyers, teachers publish their free time and agree to each request.
    .kind = specialist
    .lines =
        Anna Brown, therapist; 1; 60
        Oliver Reed, lawyer; 1; 80
