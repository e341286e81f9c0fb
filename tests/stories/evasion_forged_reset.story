# A reset that ends nothing, because its checksum is wrong or because it never arrives: whoever goes on talking is told,
# with all that was transferred, and not as blocked.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17

desk opens tls to 198.51.100.7 name s07.upd.kaspersky.com
desk resets
server resets
server sends 40KiB
passes 11s
expect alert opened device desk service update evidence transferred bytes_down >=32KiB blocked none
