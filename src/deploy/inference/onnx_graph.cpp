// The parts of an ONNX file that Ontos reads itself: nodes, outputs, labels, where weights lie.
// Field numbers are those of onnx.proto (IR version 3 and later).
#include "deploy/inference/onnx_graph.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <set>

#include "deploy/inference/wire_format.hpp"
#include "platform/base/failure.hpp"

namespace ontos {
namespace {

constexpr int nesting_max = 32;
constexpr std::size_t labels_max = 100'000;

/// The operators that ONNX Runtime itself brings.
constexpr std::array<std::string_view, 5> known_domains{"", "ai.onnx", "ai.onnx.ml",
                                                        "com.microsoft", "com.microsoft.nchwc"};

Failure refused_graph(std::string why) {
    return Failure{FailureKind::invalid, std::move(why)}.code("model_refused");
}

using OperatorName = std::pair<std::string_view, std::string_view>;

/// Walks a whole model, through subgraphs and functions.
class Walk {
public:
    OnnxContents model(std::string_view bytes);

private:
    OnnxGraph graph(std::string_view bytes, int depth);
    OnnxNode node(std::string_view bytes, int depth);
    void attribute(std::string_view bytes, OnnxNode& of, int depth);
    void tensor(std::string_view bytes, OnnxGraph* named_in);
    void sparse_tensor(std::string_view bytes);
    void function(std::string_view bytes);
    void metadata(std::string_view bytes);
    void external(std::string_view entry);

    OnnxContents found_;
    std::set<OperatorName> used_, functions_;
};

void add_integer(ClassLabels& labels, std::uint64_t value) {
    if (labels.names.size() >= labels_max)
        throw refused_graph("The model has more than 100,000 labels.");
    labels.are_integers = true;
    labels.names.push_back(std::to_string(static_cast<std::int64_t>(value)));
}

/// A repeated integer comes one by one or packed.
void add_integers(ClassLabels& labels, const WireField& field) {
    if (field.kind == WireField::Kind::varint) add_integer(labels, field.value);
    auto packed = field.bytes;
    while (field.kind == WireField::Kind::bytes && !packed.empty())
        add_integer(labels, take_varint(packed));
}

/// Little-endian integers of a tensor's raw_data.
void add_raw_integers(ClassLabels& labels, std::string_view raw, std::size_t width) {
    for (; raw.size() >= width && labels.names.size() < labels_max; raw.remove_prefix(width)) {
        std::int64_t wide = 0;
        std::int32_t narrow = 0;
        if (width == 8)
            std::memcpy(&wide, raw.data(), 8);
        else
            std::memcpy(&narrow, raw.data(), 4);
        add_integer(labels, static_cast<std::uint64_t>(width == 8 ? wide : narrow));
    }
}

OnnxContents Walk::model(std::string_view bytes) {
    bool has_version = false, has_graph = false, has_opset = false;
    WireReader reader{bytes};
    while (const auto field = reader.next()) switch (field->number) {
            case 1:
                has_version = field->kind == WireField::Kind::varint && field->value > 0;
                break;
            case 7:
                if (has_graph) throw refused_graph("The file is no ONNX model: it has two graphs.");
                has_graph = true;
                found_.graph_bytes = field->bytes;
                found_.graph = graph(field->bytes, 0);
                break;
            case 8:
                has_opset = true;
                break;
            case 14:
                metadata(field->bytes);
                break;
            case 25:
                function(field->bytes);
                break;
            default:
                break;
        }
    if (!has_version || !has_graph || !has_opset || found_.graph.outputs.empty())
        throw refused_graph(
            "The file is no ONNX model: it lacks the IR version, an operator set, a "
            "graph or outputs.");
    for (const auto& [domain, op] : used_)
        if (std::ranges::find(known_domains, domain) == known_domains.end() &&
            !functions_.contains({domain, op}))
            found_.custom_operators.push_back(std::string{domain} + "::" + std::string{op});
    return std::move(found_);
}

OnnxGraph Walk::graph(std::string_view bytes, int depth) {
    if (depth > nesting_max) throw refused_graph("The ONNX graph is nested deeper than 32 levels.");
    OnnxGraph out;
    WireReader reader{bytes};
    while (const auto field = reader.next()) switch (field->number) {
            case 1:
                out.nodes.push_back(node(field->bytes, depth));
                out.nodes.back().whole = field->whole;
                break;
            case 5:
                tensor(field->bytes, &out);
                break;
            case 12: {
                OnnxOutput output{{}, field->whole};
                WireReader info{field->bytes};
                while (const auto part = info.next())
                    if (part->number == 1) output.name = part->bytes;
                out.outputs.push_back(output);
                break;
            }
            case 15:
                sparse_tensor(field->bytes);
                break;
            default:
                break;
        }
    return out;
}

OnnxNode Walk::node(std::string_view bytes, int depth) {
    OnnxNode out;
    WireReader reader{bytes};
    while (const auto field = reader.next()) switch (field->number) {
            case 1:
                out.inputs.push_back(field->bytes);
                break;
            case 2:
                out.outputs.push_back(field->bytes);
                break;
            case 4:
                out.op_type = field->bytes;
                break;
            case 5:
                attribute(field->bytes, out, depth);
                break;
            case 7:
                out.domain = field->bytes;
                break;
            default:
                break;
        }
    used_.emplace(out.domain, out.op_type);
    return out;
}

void Walk::attribute(std::string_view bytes, OnnxNode& of, int depth) {
    std::string_view name;
    ClassLabels labels;
    WireReader reader{bytes};
    while (const auto field = reader.next()) switch (field->number) {
            case 1:
                name = field->bytes;
                break;
            case 5:
            case 10:
                tensor(field->bytes, nullptr);
                break;
            case 6:
            case 11:
                graph(field->bytes, depth + 1);
                break;
            case 8:
                if (name.starts_with("classlabels_") || name == "values_int64s")
                    add_integers(labels, *field);
                break;
            case 9:
                if (name.starts_with("classlabels_") || name == "values_strings")
                    labels.names.emplace_back(field->bytes);
                break;
            case 22:
            case 23:
                sparse_tensor(field->bytes);
                break;
            default:
                break;
        }
    if (!labels.names.empty()) of.labels = std::move(labels);
}

void Walk::tensor(std::string_view bytes, OnnxGraph* named_in) {
    std::string_view name, raw;
    std::uint64_t type = 0;
    ClassLabels labels;
    constexpr std::uint64_t int32 = 6, int64 = 7, string = 8;
    constexpr std::size_t small = 1 << 20;
    WireReader reader{bytes};
    while (const auto field = reader.next()) switch (field->number) {
            case 2:
                type = field->value;
                break;
            case 5:
            case 7:
                if (named_in && bytes.size() < small) add_integers(labels, *field);
                break;
            case 6:
                if (named_in && bytes.size() < small) labels.names.emplace_back(field->bytes);
                break;
            case 8:
                name = field->bytes;
                break;
            case 9:
                raw = field->bytes;
                break;
            case 13:
                external(field->bytes);
                break;
            default:
                break;
        }
    if (!named_in || bytes.size() >= small) return;
    if (type != int32 && type != int64 && type != string) return;
    if (type != string) add_raw_integers(labels, raw, type == int64 ? 8 : 4);
    named_in->small_constants.emplace(name, std::move(labels));
}

void Walk::sparse_tensor(std::string_view bytes) {
    WireReader reader{bytes};
    while (const auto field = reader.next())
        if (field->number == 1 || field->number == 2) tensor(field->bytes, nullptr);
}

void Walk::function(std::string_view bytes) {
    std::string_view name, domain;
    WireReader reader{bytes};
    while (const auto field = reader.next()) {
        if (field->number == 1) name = field->bytes;
        if (field->number == 7) node(field->bytes, 1);
        if (field->number == 10) domain = field->bytes;
    }
    functions_.emplace(domain, name);
}

std::pair<std::string_view, std::string_view> entry_of(std::string_view bytes) {
    std::pair<std::string_view, std::string_view> entry;
    WireReader reader{bytes};
    while (const auto field = reader.next()) {
        if (field->number == 1) entry.first = field->bytes;
        if (field->number == 2) entry.second = field->bytes;
    }
    return entry;
}

void Walk::metadata(std::string_view bytes) {
    const auto [key, value] = entry_of(bytes);
    found_.metadata.emplace(key, value);
}

void Walk::external(std::string_view entry) {
    const auto [key, value] = entry_of(entry);
    if (key == "location") found_.external_files.emplace_back(value);
}

}  // namespace

OnnxContents read_onnx_contents(std::string_view bytes) { return Walk{}.model(bytes); }

}  // namespace ontos
