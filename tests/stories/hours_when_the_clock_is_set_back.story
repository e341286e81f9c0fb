# Hours over the autumn change: 01:30 comes twice in New York; both are within 01:00-02:00; window over midnight on Saturday ends Sunday 02:00.
at 2024-11-03T01:30:00-04:00
config:
  rules:
    - name: w
      determination: us-icts-2021-002
      windows: [{days: [sat], from: "22:00", to: "02:00", zone: America/New_York}]
device a 10.20.30.40 02:5a:17:00:00:17
device b 10.20.30.41 02:5a:17:00:00:18
device c 10.20.30.42 02:5a:17:00:00:19
a opens tls to 198.51.100.7 name s07.upd.kaspersky.com
at 2024-11-03T01:30:00-05:00
b opens tls to 198.51.100.7 name s07.upd.kaspersky.com
at 2024-11-03T02:00:00-05:00
c opens tls to 198.51.100.7 name s07.upd.kaspersky.com
passes 1min
expect 1 alerts opened device a
expect 1 alerts opened device b
expect no alert
