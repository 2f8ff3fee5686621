# The week of somebody whose time is published by hand.

week-before = The week before
week-after = The week after
week-today = This week
week-whose = Whose week
week-whole = Show the whole day
week-usual = Show the usual hours
week-day = { $weekday ->
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
    [6] Sat
   *[7] Sun
} { $day }
week-month = { $month ->
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
week-to-month = { $to-month ->
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
week-title = { $day } { week-month } – { $to-day } { week-to-month } { $to-year }
week-nobody = Nobody’s time is published by hand here. Whoever runs the venue sets that for a resource.
week-client = Client
week-lead = Tick the half hours that you are free, or draw over them, then publish them as slots.
week-is =
    .free = free
    .asked = asked for
    .booked = booked
    .kept = being booked
    .over = over
    .past = over
    .closed = closed
    .goes-on = goes on
    .gap = – the clock is put forward
week-painted = Half hours chosen:
week-publish = The chosen time as slots
week-minutes = Slot, minutes
week-pause = Break after it, minutes
week-topic = Topic (may be empty)
week-price = Price, { $currency } (empty: the usual one)
week-until = Repeat weekly until
week-reason = Reason
week-plan = Show what would be published
week-erase = Withdraw the ticked slots
week-why = Why can this not be booked?
week-why-can = This can be booked.
week-why-unpublished = No slot that begins then is published.
week-back = Back to the week
week-plan-title = { $published ->
    [0] There is nothing new to publish
    [one] Publish { $published } slot?
   *[other] Publish { $published } slots?
}
week-plan-button = { $published ->
    [one] Publish { $published } slot
   *[other] Publish { $published } slots
}
week-plan-ends = { $whose }: the first begins on { $first }, the last on { $last }.
week-plan-already = { $count ->
    [one] { $count } slot is published already and stays as it is.
   *[other] { $count } slots are published already and stay as they are.
}
week-plan-overlapping = { $count ->
    [one] { $count } slot overlaps another one and is left out.
   *[other] { $count } slots overlap others and are left out.
}
week-plan-past = { $count ->
    [one] { $count } slot would be over already and is left out.
   *[other] { $count } slots would be over already and are left out.
}
week-plan-skipped = { $count ->
    [one] { $count } slot is left out because the clock is put forward then.
   *[other] { $count } slots are left out because the clock is put forward then.
}
week-withdraw-title = { $withdrawn ->
    [0] None of these slots can be withdrawn
    [one] Withdraw { $withdrawn } slot?
   *[other] Withdraw { $withdrawn } slots?
}
week-withdraw-lead = { $withdrawn ->
    [0] Nothing would change.
   *[other] Nobody can ask for them any more. You can publish them again.
}
week-withdraw-taken = { $taken ->
    [one] { $taken } slot stays: somebody has it or waits for your answer.
   *[other] { $taken } slots stay: somebody has them or waits for your answer.
}
week-withdraw-button = { $withdrawn ->
    [one] Withdraw { $withdrawn } slot
   *[other] Withdraw { $withdrawn } slots
}
week-agree = Agree
week-refuse = Decline
week-decline =
    .title = Decline the request?
    .lead = The client will be told at once, with your reason. This cannot be undone.
week-answer-by = Answer by
week-cancel-asked = Asked to cancel
week-feed = Your calendar by link
    .lead = A calendar program that knows this address shows what is booked and asked for, and keeps up with it.
    .address = Secret address
    .renew = Make a new address
    .warning = Whoever knows the address can read the calendar. With a new address the old one stops working.
week-done-publish = { $published ->
    [one] { $published } slot is published
   *[other] { $published } slots are published
}{ $already ->
    [0] {""}
   *[other] , { $already } were there already
}{ $overlapping ->
    [0] {""}
   *[other] , { $overlapping } left out because they overlap others
}.
week-done-withdraw = { $withdrawn ->
    [one] { $withdrawn } slot is withdrawn
   *[other] { $withdrawn } slots are withdrawn
}{ $taken ->
    [0] {""}
   *[other] , { $taken } stay because they are taken or asked for
}.
week-done-confirm = Agreed: { $client }. The client is told.
week-done-decline = Declined. The client is told.
week-done-renew = The calendar has a new address. The old one does not work any more.
week-bad-cells = please tick the half hours first that you want to publish.
week-bad-slots = please tick the published slots first that you want to withdraw.
week-bad-why = please tick the half hours first that you want to know about.
week-bad-minutes = please give a whole number of minutes, at most 1440.
week-bad-until = please give a day such as 2026-12-31, not before this week.
week-bad-topic = please use one line of at most 200 characters.
week-bad-price = please give an amount such as 2500.
week-bad-fit = no slot of this length fits into the chosen time.
week-bad-many = these are more than { $most } slots; please repeat until an earlier day.
week-bad-long = please repeat for a year at most.
week-bad-reason = please use at most 2000 characters.
visits = Other bookings of this client
    .guest = Other bookings of this guest
    .none = None here so far.
