(* SPDX-License-Identifier: LGPL-3.0-or-later *)
(* ---- division of boxes; what a box is divided at needs no proof ---- *)
Definition Qhalf (a b : Q) : Q := Qred ((a + b) * (1 # 2)).
Definition middle (g : gen) : Q :=
  match g_value g, g_lo g, g_hi g with
  | Some q, _, _ => q
  | _, Some (_, a), Some (_, b) => Qhalf a b
  | _, Some (_, a), None => Qred (a + Qabs a + 1)
  | _, None, Some (_, b) => Qred (b - Qabs b - 1)
  | _, None, None => 0
  end.
(* a positive multiple of the value at the middle *)
Fixpoint value_at (l : list (Q * nat)) (p : zpoly) : Z :=
  match l with
  | nil => match constant p with Some c => c | None => 0%Z end
  | (q, n) :: l =>
      match slices n p with
      | Some s => fst (fold_right (fun c r => (value_at l c * snd r + Qnum q * fst r, Zpos (Qden q) * snd r)%Z) (0%Z, 1%Z) s)
      | None => 0%Z
      end
  end.
Definition sample (B : box) (p : poly) : Z :=
  match whole (common p) p with Some q => value_at (combine (map middle B) (degrees p)) q | None => 0%Z end.
(* the size of a range: infinite ones come first *)
Definition size (g : gen) (n : nat) : option Q :=
  match n, g_square g, g_value g, g_lo g, g_hi g with
  | S _, None, None, Some (_, a), Some (_, b) => if Qle_bool b a then None else Some (Qred (b - a))
  | S _, None, None, None, None => Some (2 # 1)%Q
  | S _, None, None, _, _ => Some 1%Q
  | _, _, _, _, _ => None
  end.
Definition is_infinite (g : gen) : bool := match g_lo g, g_hi g with Some _, Some _ => false | _, _ => true end.
Definition larger (a : option (nat * (bool * Q) * Q)) (b : option (nat * (bool * Q) * Q)) :=
  match a, b with
  | Some (_, (ia, sa), _), Some (_, (ib, sb), _) =>
      if ia then if ib then if Qle_bool sb sa then a else b else a else if ib then b else if Qle_bool sb sa then a else b
  | None, _ => b
  | _, None => a
  end.
Fixpoint widest (i : nat) (B : box) (ns : list nat) : option (nat * (bool * Q) * Q) :=
  match B with
  | nil => None
  | g :: B =>
      larger (match size g (hd O ns) with Some s => Some (i, (is_infinite g, s), middle g) | None => None end)
             (widest (S i) B (tl ns))
  end.
Fixpoint put (i : nat) (f : gen -> gen) (B : box) : box :=
  match B, i with nil, _ => nil | g :: B, O => f g :: B | g :: B, S i => g :: put i f B end.
Definition with_lo (b : bool) (c : Q) (g : gen) : gen :=
  {| g_lo := Some (b, c); g_hi := g_hi g; g_square := g_square g; g_value := g_value g |}.
Definition with_hi (b : bool) (c : Q) (g : gen) : gen :=
  {| g_lo := g_lo g; g_hi := Some (b, c); g_square := g_square g; g_value := g_value g |}.
Lemma put_R f : forall i B e, in_box B e -> (forall g, in_gen g (e i) -> in_gen (f g) (e i)) -> in_box (put i f B) e.
Proof.
induction i as [| i IH]; intros [| g B] e H F; simpl in *; try exact I; destruct H as [G H]; split; auto.
Qed.

(* None: not shown; else what is left of the number of boxes allowed *)
Fixpoint search (fuel : nat) (strict : bool) (n : nat) (B : box) (p : poly) : option nat :=
  match fuel, n with
  | S fuel, S n =>
      if (if strict then test_pos B p else test_nonneg B p) then Some n
      else if Z.ltb (sample B p) 0 then None
      else match widest O B (degrees p) with
           | Some (i, _, c) =>
               match search fuel strict n (put i (with_hi false c) B) p with
               | Some n => search fuel strict n (put i (with_lo true c) B) p
               | None => None
               end
           | None => None
           end
  | _, _ => None
  end.
Lemma search_R fuel : forall strict n n' B p e, in_box B e -> search fuel strict n B p = Some n' ->
  if strict then 0 < poly_R e p else 0 <= poly_R e p.
Proof.
induction fuel as [| fuel IH]; intros strict n n' B p e H; simpl; [discriminate |].
destruct n as [| n]; [discriminate |]. destruct (if strict then test_pos B p else test_nonneg B p) eqn:T.
- intros _. destruct strict; [now apply (test_pos_R B) | now apply (test_nonneg_R B)].
- destruct (Z.ltb (sample B p) 0); [discriminate |].
  destruct (widest O B (degrees p)) as [[[i s] c] |]; [| discriminate].
  destruct (search fuel strict n (put i (with_hi false c) B) p) as [n1 |] eqn:S1; [| discriminate]. intro S2.
  destruct (Rle_lt_dec (e i) (lit c)) as [L | L].
  + refine (IH strict n n1 _ p e _ S1). apply put_R; [exact H |]. intros g [G1 [G2 G3]]. repeat split; tauto.
  + refine (IH strict n1 n' _ p e _ S2). apply put_R; [exact H |]. intros g [G1 [G2 G3]]. repeat split; tauto.
Qed.
Definition is_pos (B : box) (p : poly) : bool := match search 61 true 250 B p with Some _ => true | None => false end.
Definition is_nonneg (B : box) (p : poly) : bool := match search 61 false 250 B p with Some _ => true | None => false end.
Lemma is_pos_R B p e : in_box B e -> is_pos B p = true -> 0 < poly_R e p.
Proof. unfold is_pos. intro H. destruct (search 61 true 250 B p) eqn:S; [| discriminate]. intros _. exact (search_R _ true _ _ B p e H S). Qed.
Lemma is_nonneg_R B p e : in_box B e -> is_nonneg B p = true -> 0 <= poly_R e p.
Proof. unfold is_nonneg. intro H. destruct (search 61 false 250 B p) eqn:S; [| discriminate]. intros _. exact (search_R _ false _ _ B p e H S). Qed.

(* whether 0 <= p, 0 < p, 0 = p on the box *)
Definition decide_le (B : box) (p : poly) : option bool :=
  if Z.ltb (sample B p) 0 then if is_pos B (poly_neg p) then Some false else None
  else if is_nonneg B p then Some true else None.
Definition decide_lt (B : box) (p : poly) : option bool :=
  if Z.ltb 0 (sample B p) then if is_pos B p then Some true else None
  else if is_nonneg B (poly_neg p) then Some false else None.
Definition decide_eq (B : box) (p : poly) : option bool :=
  match p with
  | nil => Some true
  | _ => if is_pos B (if Z.ltb 0 (sample B p) then p else poly_neg p) then Some false else None
  end.
Lemma decide_le_R B p e b : in_box B e -> decide_le B p = Some b -> if b then 0 <= poly_R e p else poly_R e p < 0.
Proof.
intro H. unfold decide_le. destruct (Z.ltb _ 0).
- destruct (is_pos B (poly_neg p)) eqn:P; [| discriminate]. intros [= <-]. apply (is_pos_R _ _ e H) in P. rewrite poly_neg_R in P. lra.
- destruct (is_nonneg B p) eqn:P; [| discriminate]. intros [= <-]. now apply (is_nonneg_R B).
Qed.
Lemma decide_lt_R B p e b : in_box B e -> decide_lt B p = Some b -> if b then 0 < poly_R e p else poly_R e p <= 0.
Proof.
intro H. unfold decide_lt. destruct (Z.ltb 0 _).
- destruct (is_pos B p) eqn:P; [| discriminate]. intros [= <-]. now apply (is_pos_R B).
- destruct (is_nonneg B (poly_neg p)) eqn:P; [| discriminate]. intros [= <-]. apply (is_nonneg_R _ _ e H) in P. rewrite poly_neg_R in P. lra.
Qed.
Lemma decide_eq_R B p e b : in_box B e -> decide_eq B p = Some b -> if b then poly_R e p = 0 else poly_R e p <> 0.
Proof.
intro H. unfold decide_eq. destruct p as [| t p]; [now intros [= <-] |]. set (q := t :: p).
destruct (is_pos B _) eqn:P; [| discriminate]. intros [= <-]. apply (is_pos_R _ _ e H) in P.
destruct (Z.ltb 0 _); [| rewrite poly_neg_R in P]; lra.
Qed.
(* whether 0 <= p or p <= 0 *)
Definition weak_sign (B : box) (p : poly) : option bool :=
  let s := sample B p in
  if Z.ltb s 0 then if is_nonneg B (poly_neg p) then Some false else None
  else if is_nonneg B p then Some true
  else if Z.eqb s 0 then if is_nonneg B (poly_neg p) then Some false else None
  else None.
Lemma weak_sign_R B p e b : in_box B e -> weak_sign B p = Some b -> if b then 0 <= poly_R e p else poly_R e p <= 0.
Proof.
intro H. unfold weak_sign. cbv zeta.
assert (N : is_nonneg B (poly_neg p) = true -> poly_R e p <= 0).
{ intro P. apply (is_nonneg_R _ _ e H) in P. rewrite poly_neg_R in P. lra. }
destruct (Z.ltb _ 0); [| destruct (is_nonneg B p) eqn:P; [| destruct (Z.eqb _ 0); [| discriminate]]].
- destruct (is_nonneg B (poly_neg p)); [| discriminate]. intros [= <-]. auto.
- intros [= <-]. now apply (is_nonneg_R B).
- destruct (is_nonneg B (poly_neg p)); [| discriminate]. intros [= <-]. auto.
Qed.

