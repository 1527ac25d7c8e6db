import Testing

@testable import Kafka

@Suite struct SASLLoginTests {
    @Test(arguments: [
        (#"org.apache.kafka.common.security.plain.PlainLoginModule required username="u" password="p";"#, "u", "p"),
        ("m required username='u v' password='it;s=';", "u v", "it;s="),
        ("m required password=p username=u;", "u", "p"),
        (#"m required username="a\"b" password = "c\\d" ;"#, #"a"b"#, #"c\d"#),
    ])
    func `a login is read out of JAAS`(text: String, username: String, password: String) {
        let login = SASLLogin(jaas: text)
        #expect(login?.username == username)
        #expect(login?.password == password)
    }

    @Test(arguments: ["", "m required;", #"m required username="u";"#, "=", #"username="u"#])
    func `half a login is none`(text: String) {
        #expect(SASLLogin(jaas: text) == nil)
    }
}
