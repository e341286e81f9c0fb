# A configured proxy asks the name for a client that is not visible: the alert says so.
at 2024-10-02T08:00:00Z
config:
  networks:
    proxies: [10.20.30.8]
device proxy 10.20.30.8 02:5a:17:00:00:08
proxy asks s07.upd.kaspersky.com of 9.9.9.9
9.9.9.9 answers 198.51.100.7
passes 11s
expect alert opened behind 10.20.30.8
