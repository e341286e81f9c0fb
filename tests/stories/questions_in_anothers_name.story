# Questions, which anybody on the network can send in another's name: however many there are, no more is told than that it
# was asked, since nothing was answered to anybody and nobody was contacted.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01
config:
  rules:
    - {name: us, determination: us-icts-2021-002, reminders: off}

repeat 50 every 1min
  desk asks s07.upd.kaspersky.com of resolver
passes 1min
expect alert opened device desk service update evidence asked count 1
expect no alert
expect device desk service update evidence asked
