# The day of a venue, for those who work there.

day-before = The day before
day-after = The day after
day-today = Today
day-date = Date
day-go = Go
day-views = Views
day-view-timeline = Timeline
day-view-floor = Floor
day-view-list = List
day-kinds = Kinds
day-kinds-all = All
day-typed = A booking in one line
    .example = 19:30 4 Ivanova +7 912 345-67-89
    .button = Enter
day-waiting = To decide
    .keys = Keys: ↑ ↓ choose, A accepts, D declines.
day-answer-by = Answer by { $deadline }
day-rivals = { $more ->
    [0] In the way: { $named }
   *[other] In the way: { $named } and { $more } more
}
day-covers = Most people at { $at }: { $most }
    .title = Covers
day-guest = Guest
day-hold = Being booked
day-shut = Closed
day-slot = Published
day-late = late
day-legend = What the shapes mean
    .wish = Request
    .wait = To decide, time kept
    .firm = Confirmed
    .late = Late
    .there = There
    .over = Left
    .off = No-show
    .block = Closed
day-from = from { $from }
day-unset = From confirmation on
day-stands = Which bookings
day-stands-live = Current
day-stands-waiting = To decide
day-stands-expected = Expected
day-stands-seated = There
day-stands-past = Past
day-state = Stands
day-next = Next
day-list-empty = Nothing here on this day.
day-close = Close
day-cancel-asked = Asked to cancel
day-seats = Seats
day-now = Now
day-free = Free
day-free-until = Free until { $until }
day-taken-until = { $until ->
    [none] Taken
   *[other] Taken until { $until }
}
day-closed = Takes no new bookings
day-from-field = From
day-until-field = Until
day-until-walk-in = Until (leave empty for the usual time)
day-until-block = Leave it empty to close without an end.
day-party = Guests
day-name = Name
day-note = Note
day-place = Where
day-any = Any: { $kind }
day-what = What
day-do-confirm = Accept
day-do-decline = Decline
day-do-move = Move
day-do-cancel = Cancel
day-do-seat = Arrived
day-do-finish = Left
day-do-no-show = No-show
day-do-undo = Undo
day-do-unblock = Open again
day-do-book = New booking
day-do-walk-in = Walk-in
day-do-block = Close time
day-book =
    .title = New booking
    .button = Book
day-walk-in =
    .title = A party at the door
    .lead = Choose how many they are: they have their place at once.
    .button = Let in
day-block =
    .title = Close time
    .button = Close
day-move =
    .title = Move the booking
    .button = Move
day-cancel =
    .title = Cancel the booking?
    .lead = The guest will be told at once. This cannot be undone.
    .button = Cancel the booking
day-decline =
    .title = Decline the request?
    .lead = The guest will be told at once. This cannot be undone.
    .button = Decline
day-bad-time = please give a time such as 19:30.
day-bad-until = the end must lie after the beginning.
day-bad-resource = there is nothing of that name.
day-bad-resources = please choose what is to be closed.
day-too-long = please use at most 2000 characters.
bad-phone = please give a phone number such as +79123456789.
day-done-book = Booked: { $guest }.
day-done-walk-in = Arrived: { $guest }.
day-done-block = The time is closed.
day-done-unblock = The time is open again.
day-done-move = Moved: { $guest }.
day-done-cancel = Cancelled: { $guest }. The guest is told.
day-done-decline = Declined: { $guest }. The guest is told.
day-done-confirm = Accepted: { $guest }. The guest is told.
day-done-seat = Arrived: { $guest }.
day-done-finish = Left: { $guest }.
day-done-no-show = No-show: { $guest }.
day-done-undo = Taken back: { $guest }.
day-news = { $at }, { $who }: { $act ->
    [book] a new booking
    [walk_in] a party at the door
    [hold] somebody is booking
    [drop_hold] a booking was not finished
    [confirm] a booking is accepted
    [decline] a request is declined
    [decline_rival] a request is declined
    [cancel] a booking is cancelled
    [ask_to_cancel] a guest asks to cancel
    [move] a booking is moved
    [seat] a party arrived
    [finish] a party left
    [no_show] a party did not come
    [undo] taken back
    [expire] a request has lapsed
    [expire_hold] a booking was not finished
    [block] time is closed
    [unblock] time is open again
    [publish_slot] a slot is published
    [edit_slot] a slot is changed
    [withdraw_slot] a slot is withdrawn
   *[other] something has changed
}.
day-at = Show at
day-left = until { $until } ({ $minutes } min)
day-over-by = { $minutes } min over
day-unplaced = Not on the plan
day-floor-empty = There is no floor plan yet. Whoever runs the venue draws it in the settings.
