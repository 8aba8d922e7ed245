// Takes out of JSON what must not be written, while it is parsed.
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>

#include "platform/redaction/redactor.hpp"

namespace ontos {
namespace {

namespace json = boost::json;

/// What the members of an object, or the elements of a list, mean.
enum class Role { root, rows, row, split, split_columns, other };

struct Frame {
    bool is_object;
    Role role;
    bool is_split_data = false;  ///< rows whose columns the split names
    std::size_t count = 0;       ///< values so far
};

/// Which columns of rows without names are replaced.
struct Positions {
    bool are_known = false;
    std::vector<bool> is_replaced;

    bool replaces(std::size_t index) const {
        if (!are_known) return true;
        // A row of the one column may be spread over many numbers.
        if (is_replaced.size() == 1) return is_replaced.front();
        return index < is_replaced.size() && is_replaced[index];
    }
};

/// The handler of boost::json::basic_parser: writes each value when it is complete, so that what
/// stands in `out` is redacted at any time.
class JsonRedaction {
public:
    static constexpr std::size_t max_object_size = SIZE_MAX, max_array_size = SIZE_MAX;
    static constexpr std::size_t max_key_size = SIZE_MAX, max_string_size = SIZE_MAX;

    JsonRedaction(const RedactionPlan& plan, std::size_t bytes_max,
                  std::optional<std::span<const std::string>> positions)
        : plan_{plan}, bytes_max_{bytes_max} {
        by_signature_.are_known = positions.has_value() || !plan.has_columns();
        if (!positions) return;
        for (const auto& name : *positions)
            by_signature_.is_replaced.push_back(plan.is_column(name));
    }

    bool is_full() const { return is_full_; }

    /// What was written, with everything closed that is open.
    std::string take_closed() {
        for (; !frames_.empty(); frames_.pop_back()) out_ += frames_.back().is_object ? '}' : ']';
        return std::move(out_);
    }

    using Error = json::error_code;
    using Text = json::string_view;
    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_object_begin(Error& error) { return open(true, error); }
    bool on_object_end(std::size_t, Error&) { return close(); }
    bool on_array_begin(Error& error) { return open(false, error); }
    bool on_array_end(std::size_t, Error&) { return close(); }
    bool on_key_part(Text part, std::size_t, Error&) { return add(part); }
    bool on_key(Text part, std::size_t, Error&) {
        add(part);
        key_ = std::move(token_);
        token_.clear();
        return true;
    }
    bool on_string_part(Text part, std::size_t, Error&) { return add(part); }
    bool on_string(Text part, std::size_t, Error& error) {
        add(part);
        note_split_column();
        const auto text = plan_.redact_text(token_);
        return write_scalar(json::serialize(Text{text.data(), text.size()}), error);
    }
    bool on_number_part(Text part, Error&) { return add(part); }
    bool on_int64(std::int64_t, Text part, Error& error) { return on_whole_number(part, error); }
    bool on_uint64(std::uint64_t, Text part, Error& error) { return on_whole_number(part, error); }
    bool on_double(double, Text part, Error& error) {
        // Digits alone, too many for an integer, come here as well.
        if ((token_ + std::string{part}).find_first_of(".eE") == std::string::npos)
            return on_whole_number(part, error);
        add(part);
        return write_scalar(token_, error);
    }
    bool on_bool(bool value, Error& error) { return write_scalar(value ? "true" : "false", error); }
    bool on_null(Error& error) { return write_scalar("null", error); }
    bool on_comment_part(Text, Error&) { return true; }
    bool on_comment(Text, Error&) { return true; }

private:
    bool add(Text part) {
        token_.append(part.data(), part.size());
        return true;
    }

    bool on_whole_number(Text part, Error& error) {
        add(part);
        note_split_column();
        const auto* pattern = plan_.first_in(token_);
        return write_scalar(pattern ? "\"[REDACTED:" + *pattern + "]\"" : token_, error);
    }

    void note_split_column() {
        if (!frames_.empty() && frames_.back().role == Role::split_columns)
            by_split_.is_replaced.push_back(plan_.is_column(token_));
    }

    /// Whether the value that comes next is replaced whole.
    bool is_replaced() const {
        if (frames_.empty() || !plan_.has_columns()) return false;
        const auto& frame = frames_.back();
        if (frame.is_object) return plan_.is_column(key_);
        const auto& positions = frame.is_split_data ? by_split_ : by_signature_;
        if (frame.role == Role::row) return positions.replaces(frame.count);
        return false;
    }

    /// A list of rows that holds bare values: each is a row of one column, or all are one row.
    bool is_bare_value_replaced() const {
        if (frames_.empty() || !plan_.has_columns()) return false;
        const auto& frame = frames_.back();
        if (frame.role != Role::rows || frame.is_object) return false;
        return (frame.is_split_data ? by_split_ : by_signature_).replaces(frame.count);
    }

    /// Separator and key before a value of so many bytes. False: it does not fit.
    bool begin_value(std::size_t bytes, Error& error) {
        if (out_.size() + bytes + key_.size() > bytes_max_) {
            is_full_ = true;
            error = json::error::not_exact;
            return false;
        }
        if (frames_.empty()) return true;
        auto& frame = frames_.back();
        if (frame.count++ > 0) out_ += ',';
        if (frame.is_object) out_ += json::serialize(Text{key_.data(), key_.size()}) + ':';
        return true;
    }

    bool write_scalar(const std::string& text, Error& error) {
        constexpr std::string_view placeholder = R"("[REDACTED:column]")";
        const bool is_hidden = skipped_ == 0 && (is_replaced() || is_bare_value_replaced());
        const auto written = is_hidden ? placeholder : std::string_view{text};
        bool goes_on = true;
        if (skipped_ == 0) {
            goes_on = begin_value(written.size(), error);
            if (goes_on) out_ += written;
        }
        token_.clear();
        return goes_on;
    }

    Role role_of_child(bool is_object) const {
        // A bare list is what `inputs` would hold.
        if (frames_.empty()) return is_object ? Role::root : Role::rows;
        const auto& frame = frames_.back();
        if (frame.role == Role::root) {
            if (key_ == "inputs" || key_ == "instances" || key_ == "dataframe_records")
                return Role::rows;
            return key_ == "dataframe_split" ? Role::split : Role::other;
        }
        if (frame.role == Role::split && !is_object)
            return key_ == "columns" ? Role::split_columns
                   : key_ == "data"  ? Role::rows
                                     : Role::other;
        const bool is_row = frame.role == Role::rows && !frame.is_object && !is_object;
        return is_row ? Role::row : Role::other;
    }

    bool open(bool is_object, Error& error) {
        if (skipped_ > 0) {
            ++skipped_;
            return true;
        }
        if (is_replaced()) {
            Error full;
            const bool goes_on = write_scalar({}, full);
            if (!goes_on) error = full;
            skipped_ = 1;
            return goes_on;
        }
        const auto role = role_of_child(is_object);
        const bool is_split_data =
            !frames_.empty() && (frames_.back().is_split_data ||
                                 (frames_.back().role == Role::split && role == Role::rows));
        if (!begin_value(1, error)) return false;
        out_ += is_object ? '{' : '[';
        frames_.push_back({is_object, role, is_split_data});
        return true;
    }

    bool close() {
        if (skipped_ > 0) {
            --skipped_;
            return true;
        }
        const auto& frame = frames_.back();
        if (frame.role == Role::split_columns) by_split_.are_known = true;
        out_ += frame.is_object ? '}' : ']';
        frames_.pop_back();
        return true;
    }

    const RedactionPlan& plan_;
    const std::size_t bytes_max_;
    Positions by_signature_, by_split_;
    std::string out_, key_, token_;
    std::vector<Frame> frames_;
    std::size_t skipped_ = 0;  ///< depth inside a value that is replaced
    bool is_full_ = false;
};

}  // namespace

std::optional<RedactedJson> RedactionPlan::redact_json(
    std::string_view text, bool is_whole, std::size_t bytes_max,
    std::optional<std::span<const std::string>> positions) const {
    json::parse_options options;
    options.max_depth = 128;
    json::basic_parser<JsonRedaction> parser{options, *this, bytes_max, positions};
    json::error_code error;
    const auto read = parser.write_some(!is_whole, text.data(), text.size(), error);
    auto& redaction = parser.handler();
    const bool is_cut = redaction.is_full() || !is_whole;
    if (!redaction.is_full() && (error || read < text.size() || (is_whole && !parser.done())))
        return std::nullopt;
    RedactedJson out{.text = redaction.take_closed(), .is_cut = is_cut};
    if (out.text.empty()) return std::nullopt;
    return out;
}

}  // namespace ontos
