// The command that judges an answer.
import { postCommand } from "../example";

export const feedbackCommand = (endpoint: string, origin?: string): string =>
  postCommand(
    "/feedback",
    {
      endpoint_id: endpoint,
      input_text: "What was asked",
      output_text: "What was answered",
      rating: "negative",
      feedback_text: "Why it is wrong",
    },
    origin,
  );
