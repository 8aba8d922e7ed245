#pragma once
// Random queries for the fuzz test, whole and damaged.

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace ontos::query_testing {

/// Bodies from a grammar that is mostly right, for columns size (float32), count (int64), is new
/// (bool) and color (string).
class Maker {
public:
    explicit Maker(unsigned seed) : random_{seed} {}

    std::string body() {
        const auto form = pick(8);
        std::string rows = form == 0   ? split()
                           : form == 1 ? objects()
                           : form == 2 ? columns()
                           : form == 3 ? lists()
                           : form == 4 ? row_object()
                           : form == 5 ? row_list()
                                       : objects();
        std::string name =
            form == 0 ? "dataframe_split" : one_of({"inputs", "instances", "inputs"});
        if (form == 1) name = "dataframe_records";
        std::string out = "{";
        if (pick(4) == 0) out += "\"params\":" + extra() + ",";
        out += space() + "\"" + name + "\":" + space() + rows;
        if (pick(6) == 0) out += ",\"client_request_id\":\"r\"";
        return out + space() + "}";
    }

    std::string damaged(std::string body) {
        constexpr std::string_view bytes = "{}[]\",:0123456789.-+eEtrufalsn\\ \x01\xff";
        for (std::size_t i = 0; i < 1 + pick(3) && !body.empty(); ++i) {
            const auto at = random_() % body.size();
            const char byte = bytes[random_() % bytes.size()];
            switch (pick(4)) {
                case 0:
                    body[at] = byte;
                    break;
                case 1:
                    body.insert(at, 1, byte);
                    break;
                case 2:
                    body.erase(at, 1 + pick(4));
                    break;
                default:
                    body.insert(at, body.substr(random_() % body.size(), 1 + pick(30)));
            }
        }
        return body;
    }

private:
    std::size_t pick(std::size_t n) { return random_() % n; }
    std::string one_of(std::initializer_list<const char*> of) {
        return *(of.begin() + pick(of.size()));
    }
    std::string space() { return one_of({"", "", " ", "\n\t "}); }

    std::string value(std::size_t column) {
        if (pick(60) == 0) return extra();
        switch (column) {
            case 0:
                return one_of({"1", "-0.5", "1e-3", "3.25E2", "null", "1234567.125",
                               "9007199254740993", "1e38", "0", "-0", "12345678901234567890"});
            case 1:
                return one_of(
                    {"0", "-7", "9223372036854775807", "-9223372036854775808", "42", "3.0", "1e2"});
            case 2:
                return one_of({"true", "false"});
            default:
                return one_of({"\"\"", "\"red\"", "\"bl\\u00fc\"", "\"a\\\"b\\\\\"", "\"\xc3\xa9\"",
                               "\"\\ud83d\\ude00\""});
        }
    }
    std::string extra() {
        return one_of({"1", "\"x\"", "null", "[1,[2,{\"k\":[]}]]", "{}", "{\"a\":{\"b\":true}}",
                       "[]", "1.5", "1e60", "9223372036854775808", "[[]]"});
    }
    std::string name(std::size_t column) {
        if (pick(80) == 0) return "\"colour\"";
        const std::array<std::vector<const char*>, 4> names{{{"\"size\"", "\"s\\u0069ze\""},
                                                             {"\"count\""},
                                                             {"\"is new\"", "\"is\\u0020new\""},
                                                             {"\"color\""}}};
        return names[column][pick(names[column].size())];
    }
    std::vector<std::size_t> order() {
        std::vector<std::size_t> out{0, 1, 2, 3};
        if (pick(2)) std::ranges::shuffle(out, random_);
        if (pick(40) == 0) out.push_back(pick(4));
        if (pick(40) == 0) out.pop_back();
        return out;
    }
    std::string row_object() {
        std::string out = "{";
        for (const auto column : order()) {
            if (out.size() > 1) out += ",";
            out += name(column) + space() + ":" + value(column);
            if (pick(20) == 0) out += ",\"extra\":" + extra();
        }
        return out + "}";
    }
    std::string row_list() { return row_list({0, 1, 2, 3}); }
    std::string row_list(const std::vector<std::size_t>& columns) {
        std::string out = "[";
        for (const auto column : columns) out += (out.size() > 1 ? "," : "") + value(column);
        return out + (pick(60) == 0 ? ",1]" : "]");
    }
    template <class Row>
    std::string list_of(Row&& row) {
        std::string out = "[";
        for (std::size_t i = 0, n = pick(5); i < n; ++i) out += (i ? "," : "") + row();
        return out + "]";
    }
    std::string objects() {
        return list_of([&] { return row_object(); });
    }
    std::string lists() {
        return list_of([&] { return row_list(); });
    }
    std::string columns() {
        std::string out = "{";
        const auto length = pick(4);
        for (const auto column : order()) {
            out += (out.size() > 1 ? "," : "") + name(column) + ":[";
            for (std::size_t i = 0; i < length + (pick(60) == 0); ++i)
                out += (i ? "," : "") + value(column);
            out += "]";
        }
        return out + "}";
    }
    std::string split() {
        auto columns = order();
        std::string names = "\"columns\":[";
        for (std::size_t i = 0; i < columns.size(); ++i) names += (i ? "," : "") + name(columns[i]);
        names += "]";
        const auto data = "\"data\":" + list_of([&] { return row_list(columns); });
        const auto index = pick(3) ? "" : "\"index\":[0,1],";
        return pick(2) ? "{" + std::string{index} + names + "," + data + "}"
                       : "{" + data + "," + names + "}";
    }

    std::mt19937 random_;
};

}  // namespace ontos::query_testing
