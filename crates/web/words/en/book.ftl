# The page on which guests book.

book-title = Booking – { $venue }
book-bar = What you are looking for
book-kind = Kind
book-any-price = Any price
book-any-topic = Any topic
book-length = How long
book-who = With whom, or which
book-anybody = Any
    .hint = whichever is free
book-whichever = whichever is free
book-seats = for { $seats }
book-next = next: { $next }
book-days = Days
book-earlier = Earlier days
book-later = Later days
book-day-full = nothing free
book-weekday = { $day ->
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
    [6] Sat
   *[7] Sun
}
book-minutes = { $minutes } min
book-hours = { $hours } h
book-hours-minutes = { $hours } h { $minutes } min
book-night = Night
book-morning = Morning
book-afternoon = Afternoon
book-evening = Evening
book-other-times = Other times, { $day }
book-nothing = Nothing is free on { $day }.
book-other-days = Other days
book-others = The same day
book-other-kinds = Other things on the same day
book-nearest = Nearest times
book-closed = Nothing can be booked here at the moment.
book-lost = This time is not free any more. Choose another.
book-kept = We keep this time for you until { $until }.
    .minute = We keep this time for you for one more minute.
book-ran-out = We do not keep this time for you any more. As long as nobody takes it, you can still book it.
book-name = Your name
book-email = E-mail
book-phone = Phone
    .either = E-mail or phone: one of them is enough.
book-email-or-phone = please give an e-mail address or a phone number.
book-note = Wishes
book-add-note = Add a wish
book-button = Book
book-request = Send request
book-answer = We will write to you as soon as we have decided.
book-answer-within = We will answer you within { $long }.
book-back = Choose another time
book-sent-before = You have sent this form already: look into your mail. To book once more, choose a time anew.
book-under-way = Your booking is being made. Send the form once more in a second to see it.
book-done-confirmed = It is booked
book-done-waiting = We have your request
book-done =
    .lead = Whatever you want to change later, you can change on the page of your booking.
    .open = Open your booking
    .again = Book something else
book-again = Book again
