// ONNX files are read whole, in part, damaged and hostile.
#include "deploy/inference/onnx_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "deploy/inference/test_inference.hpp"
#include "deploy/models/test_folder.hpp"

namespace ontos {
namespace {

using namespace inference_testing;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string reason(const fs::path& folder, const std::string& file) {
    try {
        read_onnx_file(folder, file);
    } catch (const Failure& failed) {
        EXPECT_EQ(failed.kind(), FailureKind::invalid);
        EXPECT_EQ(failed.code(), "model_refused");
        return failed.message();
    }
    return "";
}

TEST(OnnxFiles, lose_a_zipmap_at_their_end_and_keep_its_labels) {
    const auto file = read_onnx_file(sample / "v1", "model.onnx");
    ASSERT_EQ(file.outputs.size(), 2u);
    EXPECT_EQ(file.outputs[1].name, "output_probability");
    EXPECT_TRUE(file.outputs[1].is_unzipped);
    EXPECT_THAT(file.outputs[1].labels.names, ElementsAre("benign", "malignant"));
    EXPECT_FALSE(file.outputs[1].labels.are_integers);
    EXPECT_EQ(file.bytes.find("ZipMap"), file.bytes.npos);
    const auto again = prepare_onnx(file.bytes, sample);
    EXPECT_EQ(again.bytes, file.bytes);
    EXPECT_EQ(again.outputs[1].name, "probabilities");
}

TEST(OnnxFiles, keep_a_zipmap_that_something_else_needs) {
    for (const auto* name : {"maps", "maps_and_label"}) {
        const auto file = read_onnx_file(testdata, std::string{name} + ".onnx");
        EXPECT_NE(file.bytes.find("ZipMap"), file.bytes.npos) << name;
        EXPECT_FALSE(file.outputs.back().is_unzipped) << name;
    }
}

TEST(OnnxFiles, know_labels_that_are_looked_up_in_a_list) {
    const auto file = read_onnx_file(testdata, "maps_and_label.onnx");
    EXPECT_THAT(file.outputs[0].labels.names, ElementsAre("3", "7"));
    EXPECT_TRUE(file.outputs[0].labels.are_integers);
}

TEST(OnnxFiles, are_refused_for_operators_that_the_runtime_lacks) {
    EXPECT_THAT(reason(testdata, "custom_operator.onnx"), HasSubstr("evil.corp::Explode"));
    EXPECT_THAT(reason(testdata, "hidden_operator.onnx"), HasSubstr("evil.corp::Explode"));
    EXPECT_EQ(reason(testdata, "function.onnx"), "");
}

TEST(OnnxFiles, are_refused_when_they_are_something_else) {
    const TestFolder folder;
    folder.write("text.onnx", "# a note\nthis is no model, but text of some length\n");
    folder.write("empty.onnx", "");
    folder.write("json.onnx", "{\"ir_version\": 8}");
    folder.write("zip.onnx", "PK\x03\x04 and so on");
    for (const auto* name : {"text.onnx", "json.onnx", "zip.onnx"})
        EXPECT_THAT(reason(folder.path(), name), HasSubstr("no ONNX model")) << name;
    EXPECT_THAT(reason(folder.path(), "empty.onnx"), HasSubstr("is empty"));
    EXPECT_THAT(reason(folder.path(), "absent.onnx"), HasSubstr("not among the files"));
    EXPECT_THAT(reason(folder.path(), "../x.onnx"), HasSubstr("not a plain path"));
}

/// The fixture's own location has eleven characters; so have these.
std::string with_location(std::string_view location) {
    auto bytes = text_of(testdata / "external.onnx");
    const auto at = bytes.find("weights.bin");
    check(at != bytes.npos && location.size() == 11, "a location of the same length");
    return bytes.replace(at, location.size(), location);
}

TEST(OnnxFiles, may_keep_weights_only_in_plain_files_beside_them) {
    const TestFolder folder;
    folder.write("weights.bin", std::string(8, 'w'));
    folder.write("sub/wght.bn", std::string(8, 'w'));
    fs::create_symlink("/etc/passwd", folder.path() / "passwrd.bin");
    fs::create_directory_symlink("/etc", folder.path() / "etcetra");
    const std::vector<std::pair<std::string, std::string>> cases{
        {"weights.bin", ""},
        {"sub/wght.bn", ""},
        {"../ights.bin", ""},
        {"/etc/passwd", "relative path"},
        {"../etc/pass", "not a plain path"},
        {"sub/../w.bn", "not a plain path"},
        {"passwrd.bin", "a link"},
        {"etcetra/pwd", "a link"},
        {"nothing.bin", "not among the files"},
        {"*/_ORT_MEM_", "not among the files"},
    };
    for (const auto& [location, why] : cases) {
        if (location.size() != 11) continue;
        folder.write("m.onnx", with_location(location));
        if (why.empty())
            EXPECT_EQ(reason(folder.path(), "m.onnx"), "") << location;
        else
            EXPECT_THAT(reason(folder.path(), "m.onnx"), HasSubstr(why)) << location;
    }
}

/// Every fixture, and the sample's model with a ZipMap.
std::vector<std::string> all_models() {
    std::vector<std::string> out{text_of(sample / "v1/model.onnx")};
    for (const auto& entry : fs::directory_iterator{testdata})
        if (entry.path().extension() == ".onnx") out.push_back(text_of(entry.path()));
    return out;
}

TEST(OnnxFiles, cut_anywhere_are_refused_or_read_but_never_read_beyond_their_end) {
    std::size_t refused = 0, read = 0;
    for (const auto& whole : all_models())
        for (std::size_t size = 0; size < whole.size(); ++size) try {
                prepare_onnx(std::string{whole.data(), size}, testdata);
                ++read;
            } catch (const Failure& failed) {
                EXPECT_EQ(failed.kind(), FailureKind::invalid);
                ++refused;
            }
    // The last fields are the operator sets and metadata: only some cuts still make a whole model.
    EXPECT_GT(refused, read * 20);
}

TEST(OnnxFiles, with_damaged_bytes_are_refused_or_read_but_never_harmful) {
    std::mt19937 random{3};
    for (const auto& whole : all_models())
        for (int i = 0; i < 2000; ++i) {
            auto bytes = whole;
            for (int flips = 0; flips < 1 + i % 4; ++flips)
                bytes[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8);
            try {
                prepare_onnx(std::move(bytes), testdata);
            } catch (const Failure& failed) {
                EXPECT_EQ(failed.kind(), FailureKind::invalid);
            }
        }
}

/// A field with number and bytes, or one that claims more than it has.
TEST(OnnxFiles, nested_without_end_are_refused) {
    std::string graph;
    for (int depth = 0; depth < 5000; ++depth) {
        std::string attribute, node, next;
        const auto wrap = [](std::string& out, char tag, const std::string& bytes) {
            out += tag;
            auto size = bytes.size();
            for (; size >= 0x80; size >>= 7) out += static_cast<char>((size & 0x7f) | 0x80);
            out += static_cast<char>(size);
            out += bytes;
        };
        wrap(attribute, 0x32, graph);  // AttributeProto.g
        wrap(node, 0x2a, attribute);   // NodeProto.attribute
        wrap(next, 0x0a, node);        // GraphProto.node
        graph = std::move(next);
    }
    std::string model{"\x08\x08"};
    model += '\x3a';  // ModelProto.graph
    auto size = graph.size();
    for (; size >= 0x80; size >>= 7) model += static_cast<char>((size & 0x7f) | 0x80);
    model += static_cast<char>(size);
    model += graph;
    EXPECT_THROW(prepare_onnx(model, testdata), Failure);
}

}  // namespace
}  // namespace ontos
