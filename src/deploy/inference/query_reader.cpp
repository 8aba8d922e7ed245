// The body of a query becomes tensors.
#include "deploy/inference/query_reader.hpp"

#include <array>

#include "deploy/inference/table_reader.hpp"

namespace ontos {
namespace {

constexpr std::size_t padding = simdjson::SIMDJSON_PADDING;
constexpr std::string_view form_names = "inputs, dataframe_split, dataframe_records or instances";

Failure malformed(const std::string& why) {
    return Failure{FailureKind::invalid, "The body is not valid JSON: " + sentence(why)}.code(
        "malformed_json");
}

/// One query: which members the root has, and the one that holds the rows.
class QueryReader {
public:
    QueryReader(DecodedRows& out, Mistakes& mistakes) : out_{out}, mistakes_{mistakes} {}

    void read(simdjson::ondemand::document& document);

private:
    void read_member(std::string_view name, JsonValue value);
    bool is_second(std::string_view name);
    void check_client_request_id(JsonValue value);
    void read_split(JsonObject split);
    void read_columns(JsonValue value);
    void read_data(JsonValue value);
    void check_rows();

    DecodedRows& out_;
    Mistakes& mistakes_;
    std::string form_;                  // the member that held the rows: "inputs"
    std::string others_;                // members that hold none, for the message
    std::vector<std::size_t> columns_;  // of a split: where each goes
    bool has_columns_ = false, has_data_ = false;
};

void QueryReader::read(simdjson::ondemand::document& document) {
    if (need(document.type()) != JsonType::object)
        throw malformed("expected an object with " + std::string{form_names});
    for (auto field : need(document.get_object())) {
        const auto name = need(field.unescaped_key());
        read_member(name, need(field.value()));
    }
    // At the end there is no location any more; anything else is text behind the object.
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
        throw malformed("something follows the object");
    if (form_.empty())
        mistakes_.add("/body", "expected one of the members " + std::string{form_names} +
                                   (others_.empty() ? ", found none" : ", found " + others_));
    check_rows();
}

/// Exactly one member may hold rows.
bool QueryReader::is_second(std::string_view name) {
    if (form_.empty()) {
        form_ = name;
        return false;
    }
    mistakes_.add("/body/" + std::string{name},
                  form_ == name ? "'" + form_ + "' is given twice"
                                : "send either '" + form_ + "' or '" + std::string{name} + "'");
    return true;
}

void QueryReader::read_member(std::string_view name, JsonValue value) {
    constexpr int depth = 2;
    if (name == "inputs" || name == "instances" || name == "dataframe_records") {
        if (is_second(name)) return skip(value, depth);
        const auto base = "/body/" + form_;
        TableReader table{out_, mistakes_, base};
        return name == "dataframe_records" ? table.read_records(value, depth)
                                           : table.read_any(value, depth);
    }
    if (name == "dataframe_split") {
        if (is_second(name)) return skip(value, depth);
        if (need(value.type()) == JsonType::object) return read_split(need(value.get_object()));
        return mistakes_.add(
            "/body/dataframe_split",
            "expected an object with columns and data, found " + found_in(value, depth));
    }
    if (name == "messages")
        mistakes_.add("/body/messages",
                      "this endpoint serves a table model, which takes no messages: send " +
                          std::string{form_names});
    else if (name == "client_request_id" && need(value.type()) == JsonType::string)
        return check_client_request_id(value);
    else if (name != "client_request_id" && name != "params" && others_.size() < 200)
        others_ += (others_.empty() ? "'" : ", '") + shortened(name) + "'";
    skip(value, depth);
}

/// The log keeps it in a database, which takes no NUL.
void QueryReader::check_client_request_id(JsonValue value) {
    std::string_view id;
    if (value.get_string().get(id) != simdjson::SUCCESS || id.find('\0') != id.npos)
        mistakes_.add("/body/client_request_id",
                      "client_request_id must not have NUL or half of a surrogate pair");
}

void QueryReader::read_split(JsonObject split) {
    constexpr int depth = 3;
    std::string_view early_data;
    for (auto field : split) {
        const auto name = need(field.unescaped_key());
        auto value = need(field.value());
        const bool is_data = name == "data", is_columns = name == "columns";
        if ((is_data && has_data_) || (is_columns && has_columns_)) {
            mistakes_.add("/body/dataframe_split/" + std::string{name}, "is given twice");
            skip(value, depth);
        } else if (is_columns) {
            read_columns(value);
        } else if (is_data && !has_columns_ && need(value.type()) == JsonType::array) {
            has_data_ = true;
            early_data = need(need(value.get_array()).raw_json());
        } else if (is_data) {
            read_data(value);
        } else {
            skip(value, depth);
        }
    }
    if (!has_columns_) mistakes_.add("/body/dataframe_split/columns", "is missing");
    if (!has_data_) mistakes_.add("/body/dataframe_split/data", "is missing");
    if (early_data.empty() || !has_columns_) return;
    // Data before the columns: read again, now that the columns are known.
    simdjson::ondemand::parser parser;
    auto document =
        need(parser.iterate(early_data.data(), early_data.size(), early_data.size() + padding));
    read_data(need(document.get_value()));
}

void QueryReader::read_columns(JsonValue value) {
    constexpr int depth = 3;
    constexpr std::string_view where = "/body/dataframe_split/columns";
    has_columns_ = true;
    if (need(value.type()) != JsonType::array)
        return mistakes_.add(std::string{where},
                             "expected a list of names, found " + found_in(value, depth));
    const auto& plan = *out_.plan;
    std::vector<bool> seen(plan.columns.size());
    for (auto item : need(value.get_array())) {
        auto entry = need(item);
        std::string name;
        if (need(entry.type()) == JsonType::string)
            name = need(entry.get_string());
        else
            name = found_in(entry, depth + 1);
        const auto column = plan.table.find(name, columns_.size());
        if (column != ColumnTable::none && seen[column])
            mistakes_.add(std::string{where}, "column '" + shortened(name) + "' is given twice");
        if (column != ColumnTable::none)
            seen[column] = true;
        else if (!plan.is_one_array)
            out_.ignore_column(name);
        columns_.push_back(column);
    }
}

void QueryReader::read_data(JsonValue value) {
    constexpr int depth = 3;
    has_data_ = true;
    TableReader table{out_, mistakes_, "/body/dataframe_split/data"};
    const auto is_known = [](std::size_t column) { return column != ColumnTable::none; };
    // One unnamed array takes any column names: its values are read by position.
    if (out_.plan->is_one_array && std::ranges::none_of(columns_, is_known))
        table.read_data(value, depth);
    else
        table.read_data(value, columns_, depth);
}

void QueryReader::check_rows() {
    if (!mistakes_.empty()) return;
    const auto where = "/body/" + form_;
    if (out_.rows == 0) mistakes_.add(where, "expected at least one row, found none");
    const auto fixed = out_.plan->fixed_rows;
    if (fixed && out_.rows != *fixed && out_.rows > 0)
        mistakes_.add(where, "the model takes exactly " + std::to_string(*fixed) +
                                 (*fixed == 1 ? " row" : " rows") + " at a time, found " +
                                 std::to_string(out_.rows));
}

/// The parser of this thread keeps its memory between queries; large bodies get their own, so that
/// no thread holds on to much.
template <class Visit>
void with_parser(std::size_t body_size, Visit&& visit) {
    constexpr std::size_t kept_max = 256 * 1024;
    if (body_size > kept_max) {
        simdjson::ondemand::parser parser;
        return visit(parser);
    }
    thread_local simdjson::ondemand::parser parser;
    visit(parser);
}

}  // namespace

DecodedRows read_query(const InputPlan& plan, std::string_view body) {
    DecodedRows out{plan};
    Mistakes mistakes;
    try {
        with_parser(body.size(), [&](simdjson::ondemand::parser& parser) {
            auto document = need(parser.iterate(body.data(), body.size(), body.size() + padding));
            QueryReader{out, mistakes}.read(document);
        });
    } catch (const JsonFault& fault) {
        throw malformed(fault.error == simdjson::INCORRECT_TYPE
                            ? "a value is none of text, number, true, false, null, list, object"
                            : simdjson::error_message(fault.error));
    }
    mistakes.throw_if_any();
    return out;
}

}  // namespace ontos
