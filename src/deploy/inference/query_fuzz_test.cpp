// The DOM parser is the oracle: random bodies, whole and damaged, give its tensors or are refused.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "deploy/inference/json_cursor.hpp"
#include "deploy/inference/mistakes.hpp"
#include "deploy/inference/query_testing.hpp"

namespace ontos {
namespace {

using namespace query_testing;
namespace dom = simdjson::dom;

/// A tensor element in a form that compares: the bits of a double, or a text.
using Cells = std::vector<std::string>;

struct Refused {};

std::string number_text(double value) {
    std::uint64_t bits = 0;
    if (std::isnan(value)) value = std::numeric_limits<double>::quiet_NaN();
    if (value == 0) value = 0;  // the tree reads -0 as the integer 0
    std::memcpy(&bits, &value, sizeof bits);
    return std::to_string(bits);
}

/// The reading rules once more, over a tree, for scalar columns of float32, int64, bool and string
/// in tensors of their own. Written for clarity alone.
class Oracle {
public:
    explicit Oracle(const InputPlan& plan) : plan_{plan} {}

    std::vector<Cells> read(dom::element root) {
        if (!root.is_object()) throw Refused{};
        std::optional<dom::element> rows;
        std::string form;
        for (auto [key, value] : dom::object(root)) {
            if (key == "messages") throw Refused{};
            const bool is_form = key == "inputs" || key == "instances" ||
                                 key == "dataframe_records" || key == "dataframe_split";
            if (!is_form) continue;
            if (rows) throw Refused{};
            rows = value;
            form = key;
        }
        if (!rows) throw Refused{};
        check_depth(root, 1);
        if (form == "dataframe_split")
            read_split(*rows);
        else if (form == "dataframe_records")
            read_objects(array_of(*rows));
        else if (rows->is_object())
            read_named(*rows);
        else
            read_list(array_of(*rows));
        if (rows_.empty()) throw Refused{};
        return rows_;
    }

private:
    static dom::array array_of(dom::element value) {
        if (!value.is_array()) throw Refused{};
        return value;
    }

    static void check_depth(dom::element value, int depth) {
        if (depth > json_depth_max) throw Refused{};
        if (value.is_array())
            for (auto item : dom::array(value)) check_depth(item, depth + 1);
        if (value.is_object())
            for (auto field : dom::object(value)) check_depth(field.value, depth + 1);
    }

    std::string cell(dom::element value, const InputColumn& column) {
        if (value.is_null() && column.nullable) return number_text(std::nan(""));
        switch (column.type) {
            case ElementType::float32: {
                double number = 0;
                if (value.get_double().get(number)) throw Refused{};
                const auto narrow = static_cast<float>(number);
                if (std::isinf(narrow)) throw Refused{};
                return number_text(static_cast<double>(narrow));
            }
            case ElementType::int64: {
                std::int64_t whole = 0;
                if (!value.get_int64().get(whole)) return std::to_string(whole);
                double number = 0;
                if (value.is_uint64() || value.get_double().get(number)) throw Refused{};
                if (number != std::floor(number) || std::fabs(number) >= 9007199254740992.0)
                    throw Refused{};
                return std::to_string(static_cast<std::int64_t>(number));
            }
            case ElementType::bool_:
                if (!value.is_bool()) throw Refused{};
                return bool(value) ? "true" : "false";
            default:
                if (!value.is_string()) throw Refused{};
                return std::string{std::string_view(value)};
        }
    }

    void read_object(dom::object object) {
        std::map<std::string, std::string> found;
        for (auto [key, value] : object)
            for (const auto& column : plan_.columns)
                if (column.name == key)
                    if (!found.emplace(key, cell(value, column)).second) throw Refused{};
        Cells row;
        for (const auto& column : plan_.columns) {
            if (!found.contains(column.name)) throw Refused{};
            row.push_back(found.at(column.name));
        }
        rows_.push_back(row);
    }

    void read_objects(dom::array list) {
        for (auto item : list) {
            if (!item.is_object()) throw Refused{};
            read_object(item);
        }
    }

    void read_cells(dom::array list) {
        if (list.size() != plan_.columns.size()) throw Refused{};
        Cells row;
        for (auto item : list) row.push_back(cell(item, plan_.columns[row.size()]));
        rows_.push_back(row);
    }

    void read_list(dom::array list) {
        if (list.size() == 0) throw Refused{};
        const auto first = list.at(0).value();
        if (first.is_object()) return read_objects(list);
        if (!first.is_array()) return read_cells(list);
        for (auto item : list) read_cells(array_of(item));
    }

    void read_named(dom::object object) {
        if (object.size() > 0)
            for (auto [key, value] : object)
                for (const auto& column : plan_.columns)
                    if (column.name == key)
                        return value.is_array() ? read_columns(object) : read_object(object);
        throw Refused{};
    }

    void read_columns(dom::object object) {
        std::map<std::string, Cells> found;
        for (auto [key, value] : object)
            for (const auto& column : plan_.columns) {
                if (column.name != key) continue;
                Cells cells;
                for (auto item : array_of(value)) cells.push_back(cell(item, column));
                if (!found.emplace(key, cells).second) throw Refused{};
            }
        if (found.size() != plan_.columns.size()) throw Refused{};
        const auto count = found.begin()->second.size();
        for (const auto& [key, cells] : found)
            if (cells.size() != count) throw Refused{};
        for (std::size_t i = 0; i < count; ++i) {
            Cells row;
            for (const auto& column : plan_.columns) row.push_back(found.at(column.name)[i]);
            rows_.push_back(row);
        }
    }

    void read_split(dom::element value) {
        if (!value.is_object()) throw Refused{};
        std::optional<dom::element> columns, data;
        for (auto [key, member] : dom::object(value)) {
            if (key == "columns" && columns) throw Refused{};
            if (key == "data" && data) throw Refused{};
            if (key == "columns") columns = member;
            if (key == "data") data = member;
        }
        if (!columns || !data) throw Refused{};
        std::vector<std::string> names;
        for (auto name : array_of(*columns))
            names.push_back(name.is_string() ? std::string{std::string_view(name)} : "\x01");
        std::set<std::string> once;
        for (const auto& column : plan_.columns)
            if (std::ranges::count(names, column.name) != 1) throw Refused{};
        for (auto item : array_of(*data)) {
            const auto list = array_of(item);
            if (list.size() != names.size()) throw Refused{};
            Cells row;
            for (const auto& column : plan_.columns) {
                const auto at = std::ranges::find(names, column.name) - names.begin();
                row.push_back(cell(list.at(static_cast<std::size_t>(at)).value(), column));
            }
            rows_.push_back(row);
        }
    }

    const InputPlan& plan_;
    std::vector<Cells> rows_;
};

const InputPlan plan = make_input_plan({{"size", ElementType::float32, {-1}},
                                        {"count", ElementType::int64, {-1}},
                                        {"is new", ElementType::bool_, {-1}},
                                        {"color", ElementType::string, {-1}}},
                                       {}, {});

/// Bodies from a grammar that is mostly right.
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

std::optional<std::vector<Cells>> by_dom(const std::string& body, bool& is_oversized_number) {
    dom::parser parser;
    dom::element root;
    const auto error = parser.parse(body).get(root);
    // The tree refuses integers beyond 64 bits, which are fine for a float.
    is_oversized_number = error == simdjson::NUMBER_ERROR;
    if (error) return std::nullopt;
    try {
        return Oracle{plan}.read(root);
    } catch (const Refused&) {
        return std::nullopt;
    }
}

std::optional<std::vector<Cells>> by_us(const std::string& body) {
    try {
        auto rows = read(plan, body);
        std::vector<Cells> out(rows.rows);
        for (std::size_t i = 0; i < rows.rows; ++i) {
            std::int64_t whole = 0;
            std::memcpy(&whole, rows.tensors[1].data() + i * 8, 8);
            out[i] = {number_text(element(rows, 0, i)), std::to_string(whole),
                      element(rows, 2, i) != 0 ? "true" : "false", rows.tensors[3].texts()[i]};
        }
        return out;
    } catch (const Failure& failed) {
        EXPECT_EQ(failed.kind(), FailureKind::invalid) << body;
        EXPECT_LE(failed.violations().size(), Mistakes::mistakes_max);
        return std::nullopt;
    }
}

void compare(const std::string& body, std::size_t& read_count) {
    bool is_oversized_number = false;
    const auto expected = by_dom(body, is_oversized_number);
    const auto found = by_us(body);
    if (is_oversized_number) return;
    ASSERT_EQ(found.has_value(), expected.has_value()) << body;
    if (!found) return;
    ASSERT_EQ(*found, *expected) << body;
    ++read_count;
}

TEST(QueryFuzz, whole_bodies_give_the_tensors_of_the_tree) {
    Maker maker{1};
    std::size_t read_count = 0;
    for (int i = 0; i < 20'000 && !HasFatalFailure(); ++i) compare(maker.body(), read_count);
    EXPECT_GT(read_count, 8'000u);
}

TEST(QueryFuzz, damaged_bodies_are_refused_where_the_tree_refuses_them) {
    Maker maker{2};
    std::size_t read_count = 0;
    for (int i = 0; i < 60'000 && !HasFatalFailure(); ++i)
        compare(maker.damaged(maker.body()), read_count);
    EXPECT_GT(read_count, 1'000u);
}

TEST(QueryFuzz, bodies_cut_anywhere_are_refused) {
    Maker maker{3};
    for (int i = 0; i < 50; ++i) {
        auto body = maker.body();
        while (!body.empty()) {
            body.pop_back();
            EXPECT_FALSE(by_us(body)) << body;
        }
    }
}

}  // namespace
}  // namespace ontos
