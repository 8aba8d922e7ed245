// What is taken out, what stays, and that a planted secret never comes through.
#include "platform/redaction/redactor.hpp"

#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <random>

#include "platform/base/failure.hpp"

namespace ontos {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

const Redactor& standard() {
    static const Redactor redactor{RedactionRules{}};
    return redactor;
}

std::string text_of(std::string_view text) { return standard().redact_text(text); }

std::string json_of(const Redactor& redactor, std::string_view text,
                    std::optional<std::span<const std::string>> positions = std::nullopt) {
    const auto out = redactor.redact_json(text, true, 1 << 20, positions);
    return out ? out->text : "not written";
}

std::string json_of(std::string_view text) { return json_of(standard(), text); }

TEST(Redaction, names_are_replaced_as_whole_words_in_any_case) {
    const Redactor redactor{
        {.patterns = {}, .columns = {}, .names = {"Ann", "Ann Lee", "Müller", "O'Neil (jr.)"}}};
    const auto of = [&](std::string_view text) { return redactor.redact_text(text); };
    EXPECT_EQ(of("ann lee, ANN, Annette"), "[REDACTED:name], [REDACTED:name], Annette");
    EXPECT_EQ(of("Ann  Lee"), "[REDACTED:name]");
    EXPECT_EQ(of("Ann Leeds"), "[REDACTED:name] Leeds");
    EXPECT_EQ(of("Frau MÜLLER, Müllerin"), "Frau [REDACTED:name], Müllerin");
    EXPECT_EQ(of("O'Neil (jr.)!"), "[REDACTED:name]!");
    EXPECT_THROW(make_names_pattern({" "}), Failure);
}

TEST(Redaction, names_are_found_in_every_form_of_unicode) {
    const Redactor redactor{{.patterns = {},
                             .columns = {},
                             .names = {"Anna Müller", "Zoe\u0301", "O'Neil", "Weiß", "Lee-Ann"}}};
    for (const auto* text :
         {"Anna Müller", "Anna Mu\u0308ller", "ANNA MU\u0308LLER", "Anna\u00A0Müller",
          "Anna\u202F\u2009Müller", "Anna Mül\u00ADler", "An\u200Dna Mül\u200Cler",
          "Anna\u00A0\uFE0FMüller", "Zoé", "ZOÉ", "Zoe\u0301", "O\u2019Neil", "WEISS", "weiß",
          "Lee\u2011Ann", "Lee\u2013Ann"})
        EXPECT_EQ(redactor.redact_text("von " + std::string{text} + ", ja"),
                  "von [REDACTED:name], ja")
            << text;
    EXPECT_EQ(redactor.redact_text("\uFEFFZoé"), "\uFEFF[REDACTED:name]");
    EXPECT_EQ(redactor.redact_text("\u201EZoé\u201C \u2014Zoé\u2026 \u00ABZoé\u00BB"),
              "\u201E[REDACTED:name]\u201C \u2014[REDACTED:name]\u2026 "
              "\u00AB[REDACTED:name]\u00BB");
    for (const auto* text : {"Anna Müllerin", "Zoe", "Zoén", "éWeiß", "Anna Muller", "O Neil"})
        EXPECT_EQ(redactor.redact_text(text), text);
}

TEST(Redaction, numbers_are_found_with_blanks_and_hyphens_of_print) {
    const Redactor redactor{{.patterns = {"phone", "card", "iban", "ssn"}, .columns = {}}};
    const auto of = [&](std::string_view text) { return redactor.redact_text(text); };
    EXPECT_EQ(of("ü +49\u00A0171\u202F1234567 ü"), "ü [REDACTED:phone] ü");
    EXPECT_EQ(of("0171\u200C 1234567"), "[REDACTED:phone]");
    EXPECT_EQ(of("4111\u00A01111\u00A01111\u00A01111"), "[REDACTED:card]");
    EXPECT_EQ(of("DE89\u00A03704 0044 0532\u00A00130 00"), "[REDACTED:iban]");
    EXPECT_EQ(of("078\u201105\u20111120"), "[REDACTED:ssn]");
}

TEST(Redaction, columns_are_the_same_in_every_case_and_form) {
    const Redactor redactor{{.patterns = {}, .columns = {"Größe", "Cafe\u0301"}}};
    for (const auto* name : {"Größe", "GRÖSSE", "GRO\u0308ßE", "café", "CAFE\u0301"})
        EXPECT_TRUE(redactor.is_column(name)) << name;
    EXPECT_FALSE(redactor.is_column("grosse"));
}

TEST(Redaction, mistakes_name_no_value_while_columns_are_redacted) {
    const std::string words = "expected a number, found \"a@b.de\", found twice";
    const RedactionPlan columns{{.columns = {"age"}}}, patterns{{}};
    EXPECT_EQ(columns.redact_mistake(words), "expected a number, found [REDACTED:column].");
    EXPECT_EQ(patterns.redact_mistake(words),
              "expected a number, found \"[REDACTED:email]\", found twice");
    EXPECT_EQ(columns.redact_mistake("a@b.de is missing"), "[REDACTED:email] is missing");
}

TEST(Redaction, new_rules_count_from_then_on) {
    Redactor redactor{RedactionRules{}};
    redactor.follow({.patterns = {}, .columns = {"a"}, .names = {}});
    EXPECT_EQ(redactor.redact_text("a@b.example"), "a@b.example");
    EXPECT_EQ(redactor.redact_json(R"({"a":1})", true, 100, std::nullopt)->text,
              R"({"a":"[REDACTED:column]"})");
    EXPECT_THROW(redactor.follow({.patterns = {"none"}, .columns = {}, .names = {}}), Failure);
    EXPECT_EQ(redactor.redact_text("a@b.example"), "a@b.example");
}

TEST(Redaction, replaces_each_kind_in_the_middle_of_a_text) {
    EXPECT_EQ(text_of("mail a.b+c@mail.example.org now"), "mail [REDACTED:email] now");
    EXPECT_EQ(text_of("mail=alice%40example.com&x=1"), "[REDACTED:email]&x=1");
    EXPECT_EQ(text_of("jürgen@bücher.example"), "[REDACTED:email]");
    EXPECT_EQ(text_of("pay 4111 1111 1111 1111 today"), "pay [REDACTED:card] today");
    EXPECT_EQ(text_of("378282246310005, 5555-5555-5555-4444"), "[REDACTED:card], [REDACTED:card]");
    EXPECT_EQ(text_of("ssn 078-05-1120."), "ssn [REDACTED:ssn].");
    EXPECT_EQ(text_of("to DE89 3704 0044 0532 0130 00 thanks"), "to [REDACTED:iban] thanks");
    EXPECT_EQ(text_of("GB82WEST12345698765432"), "[REDACTED:iban]");
    EXPECT_EQ(text_of("Authorization: Bearer abcdef0123456789"), "Authorization: [REDACTED:key]");
    EXPECT_EQ(text_of("id AKIAIOSFODNN7EXAMPLE;"), "id [REDACTED:key];");
    EXPECT_EQ(text_of("password = hunter22, ok"), "[REDACTED:key], ok");
    EXPECT_EQ(text_of("a -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- b"),
              "a [REDACTED:key] b");
    EXPECT_EQ(text_of("a -----BEGIN PRIVATE KEY-----\nMIIE cut off"), "a [REDACTED:key]");
}

TEST(Redaction, keeps_what_only_looks_like_a_secret) {
    for (const auto* text :
         {"4111 1111 1111 1112", "1111111111111117", "0.4111111111111111", "3.378282246310005",
          "000-12-3456", "666-12-3456", "912-12-3456", "123-00-4567", "123-45-0000", "5078-05-1120",
          "GB82WEST12345698765431", "XX89370400440532013000", "at 12:30:45 @ home", "a@b",
          "version 1.2.3", "1700000000000", "sky-blue and risk", "token of love"})
        EXPECT_EQ(text_of(text), text);
}

TEST(Redaction, finds_a_card_behind_another_number) {
    EXPECT_EQ(text_of("1234 4111111111111111"), "1234 [REDACTED:card]");
    EXPECT_EQ(text_of("12.50 4111111111111111"), "12.50 [REDACTED:card]");
}

TEST(Redaction, phones_and_addresses_are_found_where_they_are_asked_for) {
    const Redactor redactor{{.patterns = {"phone", "ip"}, .columns = {}}};
    EXPECT_EQ(redactor.redact_text("call +49 30 901820 or (212) 555-0187."),
              "call [REDACTED:phone] or [REDACTED:phone].");
    EXPECT_EQ(redactor.redact_text("from 10.0.0.255 and 2001:db8::1, ::1"),
              "from [REDACTED:ip] and [REDACTED:ip], [REDACTED:ip]");
    EXPECT_EQ(redactor.redact_text("at 12:30:45, 300.1.1.1, 1234567890"),
              "at 12:30:45, 300.1.1.1, 1234567890");
    EXPECT_EQ(text_of("call +49 30 901820 from 10.0.0.1"), "call +49 30 901820 from 10.0.0.1");
}

TEST(Redaction, a_phone_number_is_found_before_another_number) {
    const Redactor redactor{{.patterns = {"phone", "card"}, .columns = {}}};
    const auto of = [&](std::string_view text) { return redactor.redact_text(text); };
    const std::string phone = "[REDACTED:phone]";
    EXPECT_EQ(of("+49 170 1234567 4111111111111111"), phone + " [REDACTED:card]");
    EXPECT_EQ(of("030 1234567 4111111111111111"), phone + " [REDACTED:card]");
    EXPECT_EQ(of("+49 170 1234567 (555) 123-4567"), phone + ' ' + phone);
    EXPECT_EQ(of("(212) 555-0187 (555) 123-4567"), phone + ' ' + phone);
    EXPECT_EQ(of("+49 170 1234567 030 1234567"), phone + ' ' + phone);
    EXPECT_EQ(of("+49 170 1234567 2024-01-05"), phone + " 2024-01-05");
    EXPECT_EQ(of("1234567 (555) 123-4567"), "1234567 " + phone);
    EXPECT_EQ(of("+44 20 7946 0958"), phone);
    EXPECT_EQ(of("+1 (212) 555-0187."), phone + '.');
    EXPECT_EQ(of("+49 30 901820 2024-01-05"), phone + " 2024-01-05");
    EXPECT_EQ(of("0171 1234567 08:30"), phone + " 08:30");
    EXPECT_EQ(of("0171 1234567 2 people"), phone + " 2 people");
    EXPECT_EQ(of("030 1234567. 2 people"), phone + ". 2 people");
    EXPECT_EQ(of("0171 1234567, 0172 7654321"), phone + ", " + phone);
    EXPECT_EQ(of("0171 1234567/0172 7654321"), phone + '/' + phone);
    EXPECT_EQ(of("212-555-0187x123"), phone + "x123");
}

TEST(Redaction, phone_numbers_are_found_in_their_usual_forms) {
    const Redactor redactor{{.patterns = {"phone"}, .columns = {}}};
    for (const auto* text :
         {"+49 171/1234567",    "+49 30 901820",      "+49 (0)171 1234567", "+44 20 7946 0958",
          "+1 (212) 555-0187",  "+7 (912) 345-67-89", "+4917112345678",     "00491711234567",
          "0049 171 1234567",   "001-212-555-0187",   "0171/1234567",       "0171 / 123 45 67",
          "(0171) 123 45 67-8", "0151 12345678",      "01711234567",        "(030) 123456",
          "(089) 12345",        "030 1234567",        "030 1234567/68",     "0800-1234567",
          "020 7946 0958",      "0412 345 678",       "06 12 34 56 78",     "06.12.34.56.78",
          "0612345678",         "02 123 45 67",       "044 123 45 67",      "03-1234-5678",
          "(212) 555-0187",     "212-555-0187",       "212.555.0187",       "212 555 0187",
          "1-800-555-0199",     "1 (212) 555-0187",   "(11) 91234-5678",    "138 1234 5678"})
        EXPECT_EQ(redactor.redact_text("Tel.: " + std::string{text} + "."),
                  "Tel.: [REDACTED:phone].")
            << text;
}

// As docs/privacy.md says.
TEST(Redaction, phone_numbers_that_look_like_other_numbers_are_not_found) {
    const Redactor redactor{{.patterns = {"phone"}, .columns = {}}};
    for (const auto* text :
         {"555-0187",     "1234567",          "030 12345",      "2125550187",
          "13812345678",  "4917112345678",    "49 171 1234567", "612 34 56 78",
          "912 345 678",  "20 12 34 56",      "6123 4567",      "98765 43210",
          "347 1234567",  "8 495 123-45-67",  "1-800-FLOWERS",  "0171_1234567",
          "0171,1234567", "0171  -  1234567", "01 23 45 67",    "Tel0171 1234567"})
        EXPECT_EQ(redactor.redact_text(text), text);
}

TEST(Redaction, what_is_no_phone_number_stays) {
    const Redactor redactor{{.patterns = {"phone"}, .columns = {}}};
    for (const auto* text : {"2026-11-30 08:30:49",  "2026-11-30T08:30:49+01:00",
                             "2026/11/30 0830 1234", "30.11.2026 08:30",
                             "05.11.2026 08:30",     "05/11/2026 0830",
                             "05.11.26 08.30",       "2024-01-05 2024-01-06",
                             "08:30 09:45 10:00",    "08.30-09.45 10.00",
                             "1990-2000 2010",       "1013 1015 1020 999",
                             "64000 72000",          "7 8 9 10 11 12 13",
                             "01 02 03 04 05 06 07", "300 400 5000 600 700 8000",
                             "1 000 000 000",        "1.000.000.000",
                             "1234567890",           "1700000000000",
                             "0.1234567891",         "+0.1234567891",
                             "3.1415926535",         "52.5200066 13.4049540",
                             "192.168.100.200",      "v1.2.3.4.5.6.7.8.9.10",
                             "978-3-16-148410-0",    "978-0306406152",
                             "0-306-40615-2",        "1234-5678-9012",
                             "0000012345",           "0012345678",
                             "012345678905",         "orders/0123/4567890",
                             "ABC-0171234567",       "ID01711234567",
                             "0171 1234567abc",      "e29b-0446554400ff",
                             "a716-446655440000",    "Nature (2019) 565 234-237",
                             "4111 1111 1111 1112"})
        EXPECT_EQ(redactor.redact_text(text), text);
}

TEST(Redaction, matches_that_overlap_become_one) {
    const Redactor redactor{
        {.patterns = {"name=anna [a-z]+", "town=[a-z]+ berlin"}, .columns = {}}};
    EXPECT_EQ(redactor.redact_text("is anna meier berlin here"), "is [REDACTED:name] here");
}

TEST(Redaction, refuses_patterns_that_cannot_be_used) {
    const auto refusal = [](const std::string& pattern) -> std::string {
        try {
            Redactor{{.patterns = {pattern}, .columns = {}}};
        } catch (const Failure& failure) {
            return failure.message();
        }
        return "";
    };
    EXPECT_THAT(refusal("mail"), HasSubstr("no redaction pattern mail"));
    EXPECT_THAT(refusal("x=("), HasSubstr("missing )"));
    EXPECT_THAT(refusal("x=a*"), HasSubstr("empty text"));
    EXPECT_THAT(refusal("X y=a"), HasSubstr("lower-case"));
    EXPECT_EQ(refusal("badge=B-[0-9]{6}"), "");
}

TEST(RedactedJson, keeps_names_and_numbers_and_replaces_inside_texts) {
    EXPECT_EQ(json_of(R"({"inputs": [{"mean radius": 14.10, "who": "me, a@b.org"}], "n": null})"),
              R"({"inputs":[{"mean radius":14.10,"who":"me, [REDACTED:email]"}],"n":null})");
    EXPECT_EQ(json_of(R"([4111111111111111, 4111111111111112, 1e300, true, -1, 0.5555])"),
              R"(["[REDACTED:card]",4111111111111112,1e300,true,-1,0.5555])");
    EXPECT_EQ(json_of(R"({"a@b.org": 1})"), R"({"a@b.org":1})");
}

TEST(RedactedJson, reads_through_escapes) {
    EXPECT_EQ(json_of(R"(["alice\u0040example\u002ecom", "0\u00378-05\u002d1120"])"),
              R"(["[REDACTED:email]","[REDACTED:ssn]"])");
    EXPECT_EQ(json_of(R"(["quote \" and \u0000 stay"])"), R"(["quote \" and \u0000 stay"])");
}

TEST(RedactedJson, replaces_columns_whole_in_every_form_of_a_query) {
    const Redactor redactor{{.patterns = {}, .columns = {"Name", "age"}}};
    const std::vector<std::string> columns{"name", "size", "AGE"};
    const auto of = [&](std::string_view text) { return json_of(redactor, text, columns); };
    const std::string x = R"("[REDACTED:column]")";
    EXPECT_EQ(of(R"({"inputs":[{"NAME":"a","size":1,"age":{"y":[1,2]}}]})"),
              R"({"inputs":[{"NAME":)" + x + R"(,"size":1,"age":)" + x + "}]}");
    EXPECT_EQ(of(R"({"inputs":{"name":["a","b"],"size":[1,2]}})"),
              R"({"inputs":{"name":)" + x + R"(,"size":[1,2]}})");
    EXPECT_EQ(of(R"({"instances":[["a",1,[30]],["b",2,40,5]]})"),
              R"({"instances":[[)" + x + ",1," + x + "],[" + x + ",2," + x + ",5]]}");
    EXPECT_EQ(of(R"({"inputs":["a",1,30]})"), R"({"inputs":[)" + x + ",1," + x + "]}");
    EXPECT_EQ(of(R"({"dataframe_split":{"columns":["size","name"],"data":[[1,"a"]]}})"),
              R"({"dataframe_split":{"columns":["size","name"],"data":[[1,)" + x + "]]}}");
    EXPECT_EQ(
        of(R"({"dataframe_split":{"data":[[1,"a"]],"columns":["size","name"]}})"),
        R"({"dataframe_split":{"data":[[)" + x + "," + x + R"(]],"columns":["size","name"]}})");
}

TEST(RedactedJson, keeps_no_value_of_a_row_whose_columns_are_not_known) {
    const Redactor redactor{{.patterns = {}, .columns = {"name"}}};
    EXPECT_EQ(json_of(redactor, R"({"inputs":[["a",1]],"params":[2]})"),
              R"({"inputs":[["[REDACTED:column]","[REDACTED:column]"]],"params":[2]})");
    const std::vector<std::string> one{"name"};
    EXPECT_EQ(json_of(redactor, R"({"inputs":[["a","b"]]})", one),
              R"({"inputs":[["[REDACTED:column]","[REDACTED:column]"]]})");
    EXPECT_EQ(json_of(R"({"inputs":[["a",1]]})"), R"({"inputs":[["a",1]]})");
}

TEST(RedactedJson, replaces_columns_of_rows_that_are_sent_as_a_bare_list) {
    const Redactor redactor{{.patterns = {}, .columns = {"age"}}};
    const std::string x = R"("[REDACTED:column]")";
    EXPECT_EQ(json_of(redactor, "[19.5,1]"), "[" + x + "," + x + "]");
    EXPECT_EQ(json_of(redactor, "[[19.5,[1]],[2,3]]"),
              "[[" + x + "," + x + "],[" + x + "," + x + "]]");
    EXPECT_EQ(json_of(redactor, R"([{"age":19.5,"size":[1]}])"),
              R"([{"age":)" + x + R"(,"size":[1]}])");
    const std::vector<std::string> columns{"size", "age"};
    EXPECT_EQ(json_of(redactor, "[1,19.5]", columns), "[1," + x + "]");
    EXPECT_EQ(json_of(redactor, "[[1,19.5]]", columns), "[[1," + x + "]]");
    EXPECT_EQ(json_of(redactor, "[1]", std::span<const std::string>{}), "[1]");
}

TEST(RedactedJson, writes_nothing_of_what_is_not_json) {
    for (const auto* text : {"", " ", "{", R"({"a":"b@c.org")", "[1,]", "[1] 2", "NaN", "'a'",
                             "[\"\xff\"]", R"(["\ud800"])", "// x\n1"})
        EXPECT_EQ(json_of(text), "not written") << text;
    EXPECT_EQ(json_of(std::string(200, '[') + std::string(200, ']')), "not written");
}

TEST(RedactedJson, is_cut_between_two_values_and_closed) {
    const std::string text = R"({"inputs":[[1,2],[3,"a@b.org"],[5,6]],"n":"x"})";
    for (std::size_t size = 0; size < text.size(); ++size) {
        const auto out = standard().redact_json(std::string_view{text}.substr(0, size), false, 1000,
                                                std::nullopt);
        if (!out) {
            EXPECT_EQ(size, 0u);
            continue;
        }
        json::error_code error;
        json::parse(out->text, error);
        EXPECT_FALSE(error) << out->text;
        EXPECT_TRUE(out->is_cut);
        EXPECT_THAT(out->text, testing::Not(HasSubstr("a@b")));
    }
    const auto start = standard().redact_json(R"({"inputs":[[1,2],[3,"a@b.o)", false, 1000, {});
    EXPECT_EQ(start.value().text, R"({"inputs":[[1,2],[3]]})");
    const auto small = standard().redact_json(text, true, 25, std::nullopt);
    EXPECT_EQ(small.value().text, R"({"inputs":[[1,2],[3]]})");
    EXPECT_TRUE(small.value().is_cut);
}

/// JSON text of a string in which some characters are escaped.
std::string escaped_at_random(std::string_view text, std::mt19937& random) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : text)
        if (random() % 4 == 0 || c == '"' || c == '\\') {
            out += "\\u00";
            out += digits[static_cast<unsigned char>(c) >> 4];
            out += digits[static_cast<unsigned char>(c) & 15];
        } else {
            out += c;
        }
    return out + '"';
}

TEST(RedactedJson, never_lets_a_planted_secret_through) {
    constexpr std::array<std::string_view, 8> secrets{"alice.meier@example.com",
                                                      "4111111111111111",
                                                      "5555-5555-5555-4444",
                                                      "078-05-1120",
                                                      "DE89370400440532013000",
                                                      "AKIAIOSFODNN7EXAMPLE",
                                                      "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc",
                                                      "sk-proj-0123456789abcdefghij"};
    constexpr std::array<std::string_view, 8> around{"", " ", ", ", "(", ")", " id: ", "\"", "\\ "};
    std::mt19937 random{7};
    const auto pick = [&](const auto& from) { return from[random() % from.size()]; };
    for (int i = 0; i < 3000; ++i) {
        const auto secret = pick(secrets);
        std::string body = "{\"inputs\":[";
        const auto values = 1 + random() % 4;
        for (std::size_t v = 0; v < values; ++v) {
            if (v > 0) body += ',';
            const auto text = std::string{pick(around)} + std::string{secret} + pick(around).data();
            body += random() % 2 ? escaped_at_random(text, random)
                                 : "{\"k\":[1," + escaped_at_random(text, random) + "]}";
        }
        body += "]}";
        const auto out = standard().redact_json(body, true, 1 << 20, std::nullopt);
        ASSERT_TRUE(out.has_value()) << body;
        const auto plain = json::serialize(json::parse(out->text));
        ASSERT_THAT(plain, testing::Not(HasSubstr(std::string{secret}))) << body;
        const auto cut = random() % body.size();
        const auto start = standard().redact_json(std::string_view{body}.substr(0, cut), false,
                                                  1 << 20, std::nullopt);
        if (start) {
            ASSERT_THAT(start->text, testing::Not(HasSubstr(std::string{secret})));
        }
    }
}

TEST(Redaction, takes_linear_time_on_hostile_texts) {
    for (const auto* piece :
         {"1-", "4111 ", "a@", "::", "1.1.1.", "DE89 ", "eyJ", "bearer ", "+1234567 ",
          "(12) 345678 9", "0171/", "01 02 ", "u\u0308 ", "\u0301", "\u00A01"}) {
        std::string text;
        while (text.size() < 200'000) text += piece;
        const Redactor all{{.patterns = {"email", "card", "ssn", "iban", "key", "phone", "ip"},
                            .columns = {},
                            .names = {"Müller"}}};
        EXPECT_LE(all.redact_text(text).size(), text.size() * 8);
    }
}

}  // namespace
}  // namespace ontos
