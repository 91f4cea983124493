/** The fields of an `AccountsError`, until it is thrown where its stack tells who called. */
export class Failure {
  constructor(fields) {
    this.fields = fields;
  }
}

export function refusal(argument, message) {
  return new Failure({ code: "invalid_argument", argument, message });
}
