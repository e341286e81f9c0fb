# Two server_name extensions in one hello, which RFC 8446 section 4.2 forbids and servers refuse: the first counts, so the
# vendor's name behind another's tells nobody.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device lamp 10.20.30.41 02:5a:17:00:00:18

desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com second www.example.org
server sends 40KiB
passes 11s
expect alert opened device desk service update name s07.upd.kaspersky.com
lamp opens tls to 198.51.100.8 name www.example.org second s07.upd.kaspersky.com
passes 1h
expect no alert
expect no device lamp
