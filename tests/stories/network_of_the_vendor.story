# A connection into a network of the vendor's that names nobody, with no question before it: recorded,
# and not told. A network corroborates and proves nothing alone.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device other 10.20.30.41 02:5a:17:00:00:18
device resolver 10.20.30.1 02:5a:17:00:00:01

desk opens tcp to 37.203.128.77:443
desk sends 2KiB
server sends 40KiB
passes 20s
expect no alert
